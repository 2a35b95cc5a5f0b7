import { Middleware } from '../../imports/traefik.io';
import { headerMap } from '../../model/derive/edge';
import { type Carry, edgeId, HEADERS, RATE_LIMIT } from './controller';

/** Middlewares, which each Ingress names: the first is the outermost, so that a refusal has the headers too. */
export const traefik: Carry = ({ scope, namespace, meta, headers, rateLimit }): Record<string, string> => {
  if (headers.length > 0)
    new Middleware(scope, edgeId(HEADERS), {
      metadata: meta(HEADERS),
      spec: { headers: { customResponseHeaders: headerMap(headers) } },
    });
  if (rateLimit !== undefined)
    new Middleware(scope, edgeId(RATE_LIMIT), {
      metadata: meta(RATE_LIMIT),
      spec: { rateLimit: { average: rateLimit.requestsPerSecond, burst: rateLimit.burst } },
    });
  const names = [...(headers.length > 0 ? [HEADERS] : []), ...(rateLimit === undefined ? [] : [RATE_LIMIT])];
  if (names.length === 0) return {};
  const references = names.map((name) => `${namespace}-${name}@kubernetescrd`);
  return { 'traefik.ingress.kubernetes.io/router.middlewares': references.join(',') };
};
