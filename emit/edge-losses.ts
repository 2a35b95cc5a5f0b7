import { assertNever } from '../lib/errors';
import { carriedHeaders, controllerOf, isPublicName, securityHeaders } from '../model/derive/edge';
import { edgeHistogram } from '../model/derive/edge-histogram';
import type { Model } from '../model/model';
import type { Edge } from '../model/schema/edge';

/** Where it stands in the model, and why the controller in the cluster does not carry it, or not fully. */
type PathAndReason = readonly [path: string, reason: string];

/** Objectives that nothing at the edge of this environment measures. */
export function objectiveLosses(model: Model, method: 'kubernetes' | 'helm' | 'compose'): readonly PathAndReason[] {
  if (model.environment.monitoring === undefined) return [];
  const why =
    method === 'compose'
      ? 'Prometheus does not ask Traefik here'
      : 'the way in has no histogram that is known: of Ingress controllers traefik and nginx have one';
  return model.components
    .filter(({ slo }) => slo?.measuredAt === 'edge')
    .filter((component) => method === 'compose' || edgeHistogram(model, component) === undefined)
    .map(({ name }) => [`components.${name}.slo`, `it is not measured: ${why}`]);
}

/** What the way into a cluster cannot carry; Compose has a Traefik of its own, which carries everything. */
export function edgeLosses({ environment: { domain, edge }, components }: Model): readonly PathAndReason[] {
  if (edge.kind === 'none' || components.every(({ route }) => route === undefined)) return [];
  return [...headerLosses(edge), ...limitLosses(edge), ...acmeLosses(edge, domain)];
}

type Open = Exclude<Edge, { kind: 'none' }>;

function acmeLosses(edge: Open, domain: string): PathAndReason[] {
  const server = edge.kind === 'ingress' ? edge.tls?.acme?.server : undefined;
  if (typeof server !== 'string' || isPublicName(domain)) return [];
  return [['edge.tls.acme', `Let's Encrypt signs no name below ${domain}, for nobody owns it`]];
}

function headerLosses(edge: Open): PathAndReason[] {
  const asked = securityHeaders(edge);
  if (asked.length === 0) return [];
  const names = asked.map(({ name }) => name).join(',');
  if (edge.kind === 'gateway')
    return [['edge.kind', 'ResponseHeaderModifier is an extended feature of the Gateway API: a Gateway may refuse it']];
  const controller = controllerOf(edge);
  if (controller === 'none')
    return [['edge.headers', `no controller is known by the class ${edge.className}: nothing sets ${names}`]];
  if (controller !== 'nginx') return [];
  return carriedHeaders(edge).length === 0
    ? [
        [
          'edge.headers',
          'ingress-nginx answers 503 to headers that its administrator does not allow: none is set until the environment has `headers`',
        ],
      ]
    : [
        [
          'edge.controller',
          `ingress-nginx answers 503 until global-allowed-response-headers of its ConfigMap lists ${names}`,
        ],
      ];
}

function limitLosses(edge: Open): PathAndReason[] {
  const { rateLimit } = edge;
  if (rateLimit === undefined) return [];
  if (edge.kind === 'gateway')
    return [['edge.rateLimit', 'the standard channel of the Gateway API has no rate limit: nothing limits requests']];
  const controller = controllerOf(edge);
  switch (controller) {
    case 'traefik':
      return [];
    case 'nginx': {
      const { requestsPerSecond, burst } = rateLimit;
      const whole = Math.ceil(burst / requestsPerSecond) * requestsPerSecond;
      const rounded: PathAndReason = [
        'edge.rateLimit.burst',
        `ingress-nginx has whole multiples of requestsPerSecond: ${whole}`,
      ];
      return whole === burst ? [] : [rounded];
    }
    case 'haproxy':
      return [['edge.rateLimit.burst', 'HAProxy counts the requests of each second: nothing above the rate gets in']];
    case 'none':
      return [['edge.rateLimit', `no controller is known by the class ${edge.className}: nothing limits requests`]];
    default:
      return assertNever(controller);
  }
}
