import { exporterName } from '../derive/exporters';
import { backingServiceSettings } from '../schema/backing-service-settings';
import { type ComponentDeclaration, component as componentSchema } from '../schema/component';
import { type ComponentSettings, componentSettings } from '../schema/component-settings';
import type { Monitoring } from '../schema/monitoring';
import type { ResolveContext } from './context';

/** `nobody`, by its number: runAsNonRoot cannot check a name. */
const POSTGRES_EXPORTER_USER = 65534;
const REDIS_EXPORTER_USER = 59000;
const RESOURCES = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } };
/** Prometheus waits for ten: what is down has to be told before, or the exporter itself looks as if it were. */
const CONNECT_SECONDS = 2;
/** A gap in the metrics costs less than room for a second pod in the quota. */
const ROLLOUT = { maxSurge: 0, maxUnavailable: 1 };

/**
 * The context with an exporter for every backing service of an environment that is watched. It is declared as any other
 * component, so that every method deploys it; a component of the same name in app.yaml takes its place.
 */
export function withExporters(context: ResolveContext): ResolveContext {
  const { application, environment } = context;
  const names = exportersOf(context);
  if (names.size === 0 || environment.monitoring === undefined) return context;
  const components: Record<string, ComponentDeclaration> = { ...application.components };
  const settings: Record<string, ComponentSettings> = { ...environment.components };
  const placement = { ...environment.placement };
  for (const [name, service] of names) {
    components[name] = declaration(context, service, environment.monitoring);
    settings[name] ??= componentSettings.parse({ resources: RESOURCES, rollout: ROLLOUT });
    const place = placement[service];
    if (place !== undefined) placement[name] ??= place;
  }
  return {
    ...context,
    application: { ...application, components },
    environment: { ...environment, components: settings, placement },
  };
}

/** Backing services by the names of their exporters. */
export function exportersOf({ application, environment }: ResolveContext): ReadonlyMap<string, string> {
  if (environment.monitoring === undefined) return new Map();
  // Each instance of CloudNativePG gives its metrics itself.
  const asked = Object.keys(application.backingServices).filter((name) => !isKeptByOperator(environment, name));
  const all = asked.map((name) => [exporterName({ name }), name] as const);
  return new Map(all.filter(([exporter]) => !Object.hasOwn(application.components, exporter)));
}

function declaration(context: ResolveContext, service: string, { images }: Monitoring): ComponentDeclaration {
  const engine = context.application.backingServices[service]?.engine;
  const settings = context.environment.backingServices[service] ?? backingServiceSettings.parse({});
  const tls = settings.mode !== 'builtin' && settings.tls;
  const own =
    engine === 'postgres'
      ? {
          image: images.postgresExporter.text,
          user: POSTGRES_EXPORTER_USER,
          ports: { metrics: 9187 },
          environment: {
            DATA_SOURCE_URI: `\${${service}.host}:\${${service}.port}/\${${service}.database}?sslmode=${tls ? 'require' : 'disable'}&connect_timeout=${CONNECT_SECONDS}`,
            DATA_SOURCE_USER: `\${${service}.user}`,
            DATA_SOURCE_PASS: `\${${service}.password}`,
          },
        }
      : {
          image: images.redisExporter.text,
          user: REDIS_EXPORTER_USER,
          ports: { metrics: 9121 },
          environment: {
            REDIS_ADDR: `${tls ? 'rediss' : 'redis'}://\${${service}.host}:\${${service}.port}`,
            REDIS_PASSWORD: `\${${service}.password}`,
            REDIS_EXPORTER_CONNECTION_TIMEOUT: `${CONNECT_SECONDS}s`,
          },
        };
  return componentSchema.parse({
    kind: 'worker',
    description: `Metrics of ${service}`,
    ...own,
    needs: [service],
    // Its front page: the metrics themselves would ask the service at each probe.
    health: { readiness: { http: { path: '/' } } },
    shutdownGrace: '5s',
  });
}

function isKeptByOperator({ backingServices }: ResolveContext['environment'], name: string): boolean {
  const settings = backingServices[name];
  return settings?.mode === 'builtin' && settings.cnpg !== undefined;
}
