import { acmeDirectory, hasTls, headerMap, securityHeaders } from '../../model/derive/edge';
import { type Routed, routedComponents } from '../../model/derive/reached';
import type { Model } from '../../model/model';
import { toYaml } from '../yaml';
import type { NetworkPlan } from './networks';
import { deployOf, escapeVariables, HARDENED, type Service, scratch } from './service';

export const EDGE_PROFILE = 'edge';
/** Name of the service, and of its files and volume. */
export const TRAEFIK = 'traefik';

const RESOLVER = 'letsencrypt';
/** Above 1024, so that no privilege is needed; the host forwards 80 and 443 to them. */
const HTTP = 8080;
const HTTPS = 8443;
/** nobody in the image, which is made for root; it needs nothing of root here. */
export const TRAEFIK_USER = 65532;
const RESOURCES = { limits: { cpuMillicores: 500, memoryBytes: 128 * 2 ** 20 } };

/** Traefik: configured by two files, with neither a dashboard nor access to the Docker socket. */
export function traefikService(model: Model, plan: NetworkPlan): Service {
  const { ports, images } = model.environment.compose;
  const open = (target: number, published: number): object => ({
    target,
    published: String(published),
    protocol: 'tcp',
  });
  return escapeVariables<Service>({
    image: images.traefik.text,
    user: `${TRAEFIK_USER}:${TRAEFIK_USER}`,
    ...HARDENED,
    restart: 'unless-stopped',
    stop_grace_period: '30s',
    profiles: [EDGE_PROFILE],
    configs: [
      { source: 'traefik-traefik.yaml', target: '/etc/traefik/traefik.yaml' },
      { source: 'traefik-routes.yaml', target: '/etc/traefik/routes.yaml' },
    ],
    volumes: [{ type: 'volume', source: 'traefik-acme', target: '/acme' }],
    tmpfs: scratch(['/tmp'], TRAEFIK_USER),
    ports: [open(HTTP, ports.http), ...(hasTls(model.environment.edge) ? [open(HTTPS, ports.https)] : [])],
    networks: plan.of.get('traefik') ?? [],
    depends_on: { 'traefik-volumes': { condition: 'service_completed_successfully' } },
    healthcheck: {
      test: ['CMD', 'traefik', 'healthcheck', '--configFile=/etc/traefik/traefik.yaml'],
      interval: '10s',
      timeout: '3s',
      retries: 3,
      start_period: '30s',
    },
    deploy: deployOf(RESOURCES),
  });
}

/** The two files that Traefik reads, by path below the folder of the environment. */
export function traefikFiles(model: Model): Record<string, string> {
  return { 'traefik/traefik.yaml': toYaml(staticConfiguration(model)), 'traefik/routes.yaml': toYaml(routes(model)) };
}

function staticConfiguration(model: Model): object {
  const secure = hasTls(model.environment.edge);
  const redirect = { http: { redirections: { entryPoint: { to: ':443', scheme: 'https' } } } };
  return {
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    log: { level: 'INFO', format: 'json' },
    accessLog: { format: 'json' },
    api: { dashboard: false, insecure: false },
    // Only for the health check from inside of the container: no port of it is published.
    ping: { entryPoint: 'ping' },
    entryPoints: {
      ping: { address: '127.0.0.1:8082' },
      web: { address: `:${HTTP}`, ...(secure ? redirect : {}) },
      ...(secure ? { websecure: { address: `:${HTTPS}`, http: { tls: { certResolver: RESOLVER } } } } : {}),
    },
    providers: { file: { filename: '/etc/traefik/routes.yaml', watch: false } },
    ...(secure
      ? {
          certificatesResolvers: {
            [RESOLVER]: {
              acme: { ...account(model), storage: '/acme/acme.json', httpChallenge: { entryPoint: 'web' } },
            },
          },
        }
      : {}),
  };
}

/** What Compose itself says of certificates wins over what holds for every method. */
function account(model: Model): object {
  const { compose, edge } = model.environment;
  const common = edge.kind === 'ingress' ? edge.tls?.acme : undefined;
  const email = compose.acme.email ?? common?.email;
  return {
    caServer: acmeDirectory(acmeServer(model)),
    ...(email === undefined ? {} : { email }),
  };
}

/** Directory that Traefik asks: of Let's Encrypt, or another one by its URL. */
export function acmeServer({ environment: { compose, edge } }: Model): Parameters<typeof acmeDirectory>[0] {
  const common = edge.kind === 'ingress' ? edge.tls?.acme : undefined;
  return compose.acme.server ?? common?.server ?? 'staging';
}

function routes(model: Model): object {
  const middlewares = middlewaresOf(model);
  const names = Object.keys(middlewares);
  const components = routedComponents(model);
  const entryPoints = [hasTls(model.environment.edge) ? 'websecure' : 'web'];
  const router = ({ name, route }: Routed): [string, object] => [
    name,
    { rule: ruleOf(route), service: name, entryPoints, ...(names.length === 0 ? {} : { middlewares: names }) },
  ];
  const service = ({ name, route }: Routed): [string, object] => [
    name,
    { loadBalancer: { servers: [{ url: `http://${name}:${route.port.number}` }] } },
  ];
  return {
    http: {
      routers: Object.fromEntries(components.map(router)),
      services: Object.fromEntries(components.map(service)),
      ...(names.length === 0 ? {} : { middlewares }),
    },
  };
}

/** In the words of the Middleware objects of a cluster; the first is the outermost. */
function middlewaresOf({ environment: { edge } }: Model): Record<string, object> {
  const headers = securityHeaders(edge);
  const rateLimit = edge.kind === 'none' ? undefined : edge.rateLimit;
  return {
    ...(headers.length === 0 ? {} : { 'security-headers': { headers: { customResponseHeaders: headerMap(headers) } } }),
    ...(rateLimit === undefined
      ? {}
      : { 'rate-limit': { rateLimit: { average: rateLimit.requestsPerSecond, burst: rateLimit.burst } } }),
  };
}

/** A path matches as an Ingress prefix does, at whole segments: `/edit` and `/edit/x`, not `/editor`. */
function ruleOf({ host, path }: Routed['route']): string {
  const name = host.startsWith('*.')
    ? `HostRegexp(\`^[^.]+${host.slice(1).replaceAll('.', '\\.')}$\`)`
    : `Host(\`${host}\`)`;
  const bare = path.replace(/\/$/, '');
  return bare === '' ? name : `${name} && (Path(\`${bare}\`) || PathPrefix(\`${bare}/\`))`;
}
