import { PROBER } from '../derive/external-probes';
import { compareText } from '../load/diagnostics';
import { type ComponentDeclaration, component as componentSchema } from '../schema/component';
import { componentSettings } from '../schema/component-settings';
import type { ExternalProbe } from '../schema/external-probe';
import type { Monitoring } from '../schema/monitoring';
import type { ResolveContext } from './context';

/** `nobody`, by its number: runAsNonRoot cannot check a name. */
const USER = 65534;
const RESOURCES = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } };
/** A gap in the metrics costs less than room for a second pod in the quota. */
const ROLLOUT = { maxSurge: 0, maxUnavailable: 1 };
const FILE = '/tmp/blackbox.yml';
/** Its configuration is a file, and a component has variables: a change of them starts it anew with every method. */
const START = `printf %s "$CONFIG" > ${FILE} && exec /bin/blackbox_exporter --config.file=${FILE}`;

/** The context with a blackbox_exporter, where an environment is watched and an external has a probe. */
export function withProber(context: ResolveContext): ResolveContext {
  const { application, environment } = context;
  if (environment.monitoring === undefined || !hasProber(context)) return context;
  const settings = componentSettings.parse({ resources: RESOURCES, rollout: ROLLOUT });
  return {
    ...context,
    application: {
      ...application,
      components: { ...application.components, [PROBER]: declaration(probesOf(context), environment.monitoring) },
    },
    environment: { ...environment, components: { [PROBER]: settings, ...environment.components } },
  };
}

/** Whether a component that asks externals is added. */
export function hasProber(context: ResolveContext): boolean {
  const { application, environment } = context;
  const isOurs = !Object.hasOwn(application.components, PROBER);
  return environment.monitoring !== undefined && isOurs && probesOf(context).length > 0;
}

/** Configuration of blackbox_exporter (its CONFIGURATION.md): a module for each external, by its name. */
export function blackboxConfig(probes: readonly (readonly [string, ExternalProbe])[]): string {
  return JSON.stringify({ modules: Object.fromEntries(probes.map(([name, probe]) => [name, moduleOf(probe)])) });
}

function probesOf({ application, environment }: ResolveContext): readonly (readonly [string, ExternalProbe])[] {
  return Object.entries(application.externals)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, { probe }]) =>
      probe === undefined || environment.externals[name]?.urlSecret !== undefined ? [] : [[name, probe] as const],
    );
}

function declaration(
  probes: readonly (readonly [string, ExternalProbe])[],
  { images }: Monitoring,
): ComponentDeclaration {
  return componentSchema.parse({
    kind: 'worker',
    description: 'Asks externals whether they answer',
    image: images.blackboxExporter.text,
    user: USER,
    command: ['/bin/sh', '-c', START],
    ports: { metrics: 9115 },
    environment: { CONFIG: blackboxConfig(probes).replaceAll('${', () => '$${') },
    needs: probes.map(([name]) => name),
    health: { readiness: { http: { path: '/-/healthy' } } },
    writablePaths: ['/tmp'],
    shutdownGrace: '5s',
  });
}

function moduleOf(probe: ExternalProbe): object {
  const list = (key: string, values: readonly unknown[]): object => (values.length === 0 ? {} : { [key]: values });
  return {
    prober: probe.kind,
    timeout: `${probe.timeout.seconds}s`,
    http: {
      method: probe.method,
      // It takes the first address of a name, and many networks of containers have no way out for IPv6.
      preferred_ip_protocol: 'ip4',
      ...(Object.keys(probe.headers).length === 0 ? {} : { headers: probe.headers }),
      ...(probe.body === undefined ? {} : { body: probe.body }),
      ...list('valid_status_codes', probe.validStatusCodes),
      ...list('fail_if_body_matches_regexp', probe.failIfBodyMatches),
      ...list('fail_if_body_not_matches_regexp', probe.failIfBodyNotMatches),
    },
  };
}
