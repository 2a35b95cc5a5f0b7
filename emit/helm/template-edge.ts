import { HEADERS } from '../../charts/edge/controller';
import { prefixed } from './names';
import type { Placed, TemplateContext } from './template-context';
import { type Entry, expression, type Item } from './template-node';

const IS_INGRESS = 'eq $.Values.edge.kind "ingress"';
const HAS_LIMIT = '$.Values.edge.rateLimit.enabled';
const RPS = '$.Values.edge.rateLimit.requestsPerSecond';
const BURST = '$.Values.edge.rateLimit.burst';
const HAS_ACME = 'and $.Values.edge.tls.enabled $.Values.edge.tls.acme.enabled';

/** Repeats something for every header. */
export const EACH_HEADER = '$header, $text := $.Values.edge.headers';

interface AnnotationShape {
  readonly when: string;
  /** Go template code in place of what the placeholders give. */
  readonly code?: string;
}

function by(controller: string, ...conditions: readonly string[]): string {
  return ['and', `(eq $.Values.edge.controller "${controller}")`, ...conditions].join(' ');
}

/** Values of the headers, and the name of the ConfigMap that holds them for ingress-nginx. */
export const HEADER_VALUES = '$.Values.edge.headers';
export const HASHED_HEADERS = `include "manifold.hashedName" (list $ "${HEADERS}" ${HEADER_VALUES})`;

const NGINX = 'nginx.ingress.kubernetes.io';
const HAPROXY = 'haproxy.org';

/** Annotations of an Ingress: which environments have them, and what a chart has to compute. */
export const EDGE_ANNOTATIONS: Readonly<Record<string, AnnotationShape>> = {
  'cert-manager.io/cluster-issuer': {
    when: 'and $.Values.edge.tls.enabled $.Values.edge.tls.issuer (not $.Values.edge.tls.acme.enabled)',
  },
  'cert-manager.io/issuer': { when: HAS_ACME, code: prefixed('acme') },
  'traefik.ingress.kubernetes.io/router.middlewares': {
    when: by('traefik', `(or ${HEADER_VALUES} ${HAS_LIMIT})`),
    code: 'include "manifold.middlewares" $',
  },
  [`${NGINX}/custom-headers`]: {
    when: by('nginx', HEADER_VALUES),
    code: `printf "%s/%s" $.Release.Namespace (${HASHED_HEADERS})`,
  },
  [`${NGINX}/limit-rps`]: { when: by('nginx', HAS_LIMIT), code: `${RPS} | int` },
  [`${NGINX}/limit-burst-multiplier`]: {
    when: by('nginx', HAS_LIMIT),
    code: `div (sub (add (int ${BURST}) (int ${RPS})) 1) (int ${RPS})`,
  },
  [`${HAPROXY}/response-set-header`]: { when: by('haproxy', HEADER_VALUES), code: 'include "manifold.headerLines" $' },
  [`${HAPROXY}/rate-limit-period`]: { when: by('haproxy', HAS_LIMIT) },
  [`${HAPROXY}/rate-limit-requests`]: { when: by('haproxy', HAS_LIMIT), code: `${RPS} | int` },
  [`${HAPROXY}/rate-limit-status-code`]: { when: by('haproxy', HAS_LIMIT) },
};

/** When an object of the whole way in is there, by what it is. */
export const EDGE_CONDITIONS: Readonly<Record<string, string>> = {
  'Middleware security-headers': `and (${IS_INGRESS}) (eq $.Values.edge.controller "traefik") ${HEADER_VALUES}`,
  'Middleware rate-limit': `and (${IS_INGRESS}) (eq $.Values.edge.controller "traefik") ${HAS_LIMIT}`,
  'ConfigMap security-headers': `and (${IS_INGRESS}) (eq $.Values.edge.controller "nginx") ${HEADER_VALUES}`,
  'Issuer acme': `and (${IS_INGRESS}) $.Values.edge.tls.enabled $.Values.edge.tls.acme.enabled`,
};

/** Shapes of the objects of the way in; undefined for all others. */
export function edgeEntry(entry: Entry, { trail }: Placed, { kind }: TemplateContext): Entry | undefined {
  const path = trail.join('.');
  if (kind === 'Middleware' && path === 'spec.headers.customResponseHeaders') {
    const pair: Entry = { key: expression('$header | quote'), node: expression('$text | quote'), range: EACH_HEADER };
    return { ...entry, node: { kind: 'map', entries: [pair] } };
  }
  if (kind === 'HTTPRoute' && trail.at(-1) === 'filters') return { ...entry, when: HEADER_VALUES };
  if (kind === 'Ingress' && path === 'spec.tls') return { ...entry, when: '$.Values.edge.tls.enabled' };
  return undefined;
}

/** The one header of the marked model stands for all. */
export function edgeItem(item: Item, { trail }: Placed, { kind }: TemplateContext): Item | undefined {
  if (kind !== 'HTTPRoute' || trail.at(-2) !== 'set') return undefined;
  const entries: Entry[] = [
    { key: 'name', node: expression('$header | quote') },
    { key: 'value', node: expression('$text | quote') },
  ];
  return { ...item, node: { kind: 'map', entries }, range: EACH_HEADER };
}
