import { composeHealth, seconds } from './compose-health';
import { addressOf, type EnvironmentFacts, factsOf, literalFact, secretFact, type WorkloadFacts } from './facts';
import { middlewareFacts } from './kubernetes-edge';
import type { AnyObject } from './read-object';

/** Stands in an env file for the value of a secret; what follows is its name and key. */
export const STAND_IN = 'manifold-secret/';

/** What `docker compose config --format json` says, and the routes of Traefik. */
export interface ComposeOutput {
  readonly config: AnyObject;
  readonly routes: AnyObject;
}

/** The facts of one environment from its Compose project; `workloads`: the services that stand for the model's own. */
export function composeFacts(output: ComposeOutput, workloads: readonly string[]): EnvironmentFacts {
  const facts = new Map<string, WorkloadFacts>();
  for (const name of workloads) {
    const service = output.config.services?.[name];
    if (service !== undefined) facts.set(name, serviceFacts(name, service, output));
  }
  return facts;
}

/** The output is a Compose file again, in which every dollar is doubled. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value ?? null), (_key, inner: unknown) =>
    typeof inner === 'string' ? inner.replaceAll('$$', '$') : inner,
  ) as T;
}

function serviceFacts(name: string, raw: AnyObject, output: ComposeOutput): WorkloadFacts {
  const service = plain(raw);
  const { limits, reservations } = service.deploy.resources;
  const runs = service.restart !== 'unless-stopped';
  const volumes = (service.volumes ?? []).filter(({ type }: AnyObject) => type === 'volume');
  const networks = Object.keys(service.networks ?? {}).map((key) => output.config.networks?.[key]);
  return factsOf({
    image: service.image,
    command: commandOf(service),
    environment: environmentOf(service),
    secretFiles: (service.secrets ?? []).map(({ target }: AnyObject) => target).sort(),
    ...composeHealth(service.healthcheck),
    cpuLimit: Math.round(Number(limits.cpus) * 1000),
    memoryLimit: Number(limits.memory),
    cpuRequest: Math.round(Number(reservations?.cpus) * 1000),
    memoryRequest: Number(reservations?.memory),
    minReplicas: runs ? undefined : service.deploy.replicas,
    maxReplicas: runs ? undefined : service.deploy.replicas,
    volumes: volumes.map(({ target }: AnyObject) => target).sort(),
    writablePaths: [
      ...(service.tmpfs ?? []).map((mount: string) => mount.split(':')[0]),
      ...(service.shm_size === undefined ? [] : ['/dev/shm']),
    ].sort(),
    user: Number(String(service.user).split(':')[0]),
    hardening: {
      readOnlyRoot: service.read_only,
      dropped: service.cap_drop,
      privilegeEscalation: !(service.security_opt ?? []).includes('no-new-privileges:true'),
    },
    stopGrace: seconds(service.stop_grace_period),
    linked: linkedOf(name, output.config),
    leaves: networks.some((network) => network?.internal !== true),
    address: addressOf(routeOf(name, output)),
    route: routeOf(name, output),
    ...middlewaresOf(name, output),
  });
}

function commandOf({ entrypoint, command }: AnyObject): object | undefined {
  const given = entrypoint ?? command;
  return given === undefined || given === null ? undefined : { command: entrypoint ?? [], args: command ?? [] };
}

function environmentOf(service: AnyObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries((service.environment ?? {}) as Record<string, string | null>).map(([name, text]) => {
      if (text === null) return [name, 'not set'];
      if (!text.startsWith(STAND_IN)) return [name, literalFact(text)];
      const [secret = '', key = ''] = text.slice(STAND_IN.length).split('/');
      return [name, secretFact(secret, key)];
    }),
  );
}

/** Services that share a network; those that only Compose has are not the model's. */
function linkedOf(name: string, config: AnyObject): string[] {
  const own = new Set(Object.keys(config.services[name].networks ?? {}));
  return Object.entries(config.services as Record<string, AnyObject>)
    .filter(([other, { networks }]) => other !== name && Object.keys(networks ?? {}).some((each) => own.has(each)))
    .map(([other]) => other)
    .filter((other) => !COMPOSE_ONLY.has(other))
    .sort();
}

const COMPOSE_ONLY = new Set(['traefik', 'prometheus', 'grafana', 'alertmanager']);

function routeOf(name: string, { routes }: ComposeOutput): string | undefined {
  const router = routes?.http?.routers?.[name];
  if (router === undefined) return undefined;
  const url: string = routes.http.services[router.service].loadBalancer.servers[0].url;
  const host = /Host\(`([^`]+)`\)/.exec(router.rule)?.[1] ?? wildcard(router.rule);
  const path = /PathPrefix\(`([^`]+)\/`\)/.exec(router.rule)?.[1] ?? '/';
  // `URL` says nothing of a port that is the default of its scheme.
  return `${host}${path} :${/:(\d+)$/.exec(url)?.[1]}`;
}

function middlewaresOf(name: string, { routes }: ComposeOutput): ReturnType<typeof middlewareFacts> {
  const names: readonly string[] = routes?.http?.routers?.[name]?.middlewares ?? [];
  return middlewareFacts(names.map((each) => routes.http.middlewares[each]));
}

function wildcard(rule: string): string | undefined {
  const pattern = /HostRegexp\(`\^\[\^\.\]\+(.*)\$`\)/.exec(rule)?.[1];
  return pattern === undefined ? undefined : `*${pattern.replaceAll('\\.', '.')}`;
}
