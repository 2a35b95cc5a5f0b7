import { postgresHealth, redisHealth } from '../../model/derive/backing-health';
import { dataPath } from '../../model/derive/data-path';
import { headerMap, securityHeaders } from '../../model/derive/edge';
import { type CnpgService, cnpgServices } from '../../model/derive/hosting';
import { deriveNetwork } from '../../model/derive/network';
import type { Builtin } from '../../model/hosting';
import type { BackingService, Component, Health, Model } from '../../model/model';
import type { Resources } from '../../model/schema/resources';
import {
  addressOf,
  type EnvironmentFacts,
  type Fact,
  factsOf,
  HARDENED,
  literalFact,
  secretFact,
  type WorkloadFacts,
} from './facts';

/** Folder of secrets that are mounted as files (docs/model.md). */
const SECRETS = '/run/secrets';

/** The facts as the model itself states them: a mistake that two emitters share is one against these. */
export function modelFacts(model: Model): EnvironmentFacts {
  const facts = new Map<string, WorkloadFacts>();
  for (const component of model.components) facts.set(component.name, componentFacts(model, component));
  for (const service of model.backingServices)
    if (service.hosting.mode === 'builtin') facts.set(service.name, serviceFacts(model, service, service.hosting));
  for (const service of cnpgServices(model)) facts.set(service.name, cnpgFacts(model, service));
  return facts;
}

function componentFacts(model: Model, component: Component): WorkloadFacts {
  const { autoscaling, run } = component;
  const least = autoscaling?.minReplicas ?? component.replicas;
  return factsOf({
    image: component.image.text,
    command: [component.command ?? [], component.args ?? []].some(({ length }) => length > 0)
      ? { command: component.command ?? [], args: component.args ?? [] }
      : undefined,
    environment: variablesOf(component),
    secretFiles: secretFilesOf(component),
    ports: component.ports.map(({ number }) => number),
    mainPort: component.ports[0]?.number,
    ...healthFacts(component.health),
    ...resourceFacts(component.resources),
    minReplicas: run === undefined ? least : undefined,
    maxReplicas: run === undefined ? (autoscaling?.maxReplicas ?? component.replicas) : undefined,
    volumes: component.volumes.map(({ path }) => path).sort(),
    volumeSizes: Object.fromEntries(component.volumes.map(({ path, sizeBytes }) => [path, sizeBytes])),
    volumeClasses: Object.assign({}, ...component.volumes.map(({ path, storageClass }) => classOf(path, storageClass))),
    writablePaths: [...component.writablePaths].sort(),
    user: component.user,
    hardening: HARDENED,
    stopGrace: component.shutdownGraceSeconds,
    ...networkFacts(model, component.name),
    address: addressOf(routeOf(model, component)),
    route: routeOf(model, component),
    ...trafficFacts(model, component),
    schedule: run?.schedule,
  });
}

function variablesOf(component: Component): Record<string, string> {
  return Object.fromEntries(
    component.variables.map(({ name, value }) => {
      if (value.kind === 'literal') return [name, literalFact(value.text)];
      if (value.as === 'file') return [name, literalFact(`${SECRETS}/${value.secret}/${value.key}`)];
      return [name, secretFact(value.secret, value.key)];
    }),
  );
}

function secretFilesOf(component: Component): string[] {
  const paths = component.variables.flatMap(({ value }) =>
    value.kind === 'secret' && value.as === 'file' ? [`${SECRETS}/${value.secret}/${value.key}`] : [],
  );
  return [...new Set(paths)].sort();
}

function healthFacts(health: Health | undefined): Partial<Record<Fact, unknown>> {
  if (health === undefined) return {};
  const { readiness, startup } = health;
  const { action } = readiness;
  return {
    health:
      action.kind === 'http'
        ? `http :${action.port.number}${action.path}`
        : action.kind === 'tcp'
          ? `tcp :${action.port.number}`
          : `exec ${JSON.stringify(action.command)}`,
    healthPath: action.kind === 'http' ? action.path : undefined,
    healthTiming: {
      timeout: readiness.timeoutSeconds,
      unready: readiness.periodSeconds * readiness.failureThreshold,
      start: startup.periodSeconds * startup.failureThreshold,
    },
  };
}

function resourceFacts({ limits, requests }: Resources): Record<string, number> {
  return {
    cpuLimit: limits.cpu.millicores,
    memoryLimit: limits.memory.bytes,
    cpuRequest: requests.cpu.millicores,
    memoryRequest: requests.memory.bytes,
  };
}

function networkFacts(model: Model, name: string): { linked: string[]; calls: string[]; leaves: boolean } {
  const { edges: inside, egress } = deriveNetwork(model);
  const kept = new Set(cnpgServices(model).map((service) => service.name));
  const toKept = model.components.flatMap(({ name: from, needs }) =>
    needs.filter((need) => kept.has(need.name)).map((need) => ({ from, to: need.name })),
  );
  const edges = [...inside, ...toKept];
  return {
    linked: edges.flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : [])).sort(),
    calls: edges
      .filter(({ from }) => from === name)
      .map(({ to }) => to)
      .sort(),
    leaves: egress.some(({ from }) => from === name),
  };
}

function routeOf(model: Model, { route }: Component): string | undefined {
  return route === undefined || model.environment.edge.kind === 'none'
    ? undefined
    : `${route.host}${route.path} :${route.port.number}`;
}

function trafficFacts({ environment: { edge } }: Model, { route }: Component): Partial<Record<Fact, unknown>> {
  if (route === undefined || edge.kind === 'none') return {};
  return {
    headers: headerMap(securityHeaders(edge)),
    requestRate: edge.rateLimit?.requestsPerSecond,
    requestBurst: edge.rateLimit?.burst,
  };
}

/** What an engine mounts and runs is for the emitters to say; they have to say the same. */
function serviceFacts(model: Model, service: BackingService, hosting: Builtin): WorkloadFacts {
  return factsOf({
    image: hosting.image.text,
    ...healthFacts(service.engine === 'postgres' ? postgresHealth(service) : redisHealth(service)),
    ...resourceFacts(hosting.resources),
    volumes: [dataPath(service.engine)],
    volumeSizes: { [dataPath(service.engine)]: hosting.storageBytes },
    volumeClasses: classOf(dataPath(service.engine), hosting.storageClass),
    ports: [service.port],
    mainPort: service.port,
    ...networkFacts(model, service.name),
    minReplicas: 1,
    maxReplicas: 1,
    user: hosting.userId,
    hardening: HARDENED,
  });
}

/** Of a database that an operator keeps, what the model asks of it. */
function cnpgFacts(model: Model, { hosting, name, port }: CnpgService): WorkloadFacts {
  const path = dataPath('postgres');
  return factsOf({
    image: hosting.image.text,
    ...resourceFacts(hosting.container.resources),
    volumes: [path],
    volumeSizes: { [path]: hosting.container.storageBytes },
    volumeClasses: classOf(path, hosting.container.storageClass),
    ports: [port],
    mainPort: port,
    ...networkFacts(model, name),
    // The API server and the object store.
    leaves: true,
    minReplicas: hosting.instances,
    maxReplicas: hosting.instances,
  });
}

function classOf(path: string, storageClass: string | undefined): Record<string, string> {
  return storageClass === undefined ? {} : { [path]: storageClass };
}
