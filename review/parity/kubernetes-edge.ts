import type { Fact } from './facts';
import type { AnyObject } from './read-object';

const NAME = 'app.kubernetes.io/name';
const NGINX = 'nginx.ingress.kubernetes.io';
const HAPROXY = 'haproxy.org';

type EdgeFacts = Partial<Record<Extract<Fact, 'headers' | 'requestRate' | 'requestBurst'>, unknown>>;

/** What the way in does with the answers and requests of a workload, in the words of whichever controller it is for. */
export function edgeFacts(labels: Readonly<Record<string, string>>, objects: readonly AnyObject[]): EdgeFacts {
  const own = objects.find(
    ({ kind, metadata }) => ['Ingress', 'HTTPRoute'].includes(kind) && metadata.labels?.[NAME] === labels[NAME],
  );
  if (own === undefined) return {};
  if (own.kind === 'HTTPRoute') return { headers: filtered(own.spec.rules[0].filters ?? []) };
  const annotations = own.metadata.annotations ?? {};
  return {
    ...byTraefik(own, annotations['traefik.ingress.kubernetes.io/router.middlewares'], objects),
    ...byNginx(annotations, objects),
    ...byHaproxy(annotations),
  };
}

function filtered(filters: readonly AnyObject[]): Record<string, string> {
  const set = filters.flatMap(({ responseHeaderModifier }) => responseHeaderModifier?.set ?? []);
  return Object.fromEntries(set.map(({ name, value }: AnyObject) => [name, value]));
}

function byTraefik(ingress: AnyObject, names: string | undefined, objects: readonly AnyObject[]): EdgeFacts {
  const wanted = (names ?? '').split(',');
  const middlewares = objects.filter(
    ({ kind, metadata }) =>
      kind === 'Middleware' && wanted.includes(`${ingress.metadata.namespace}-${metadata.name}@kubernetescrd`),
  );
  return middlewareFacts(middlewares.map(({ spec }) => spec));
}

/** What middlewares of Traefik do, from a cluster or from a file. */
export function middlewareFacts(middlewares: readonly AnyObject[]): EdgeFacts {
  const headers = middlewares.find((each) => each.headers !== undefined)?.headers.customResponseHeaders;
  const limit = middlewares.find((each) => each.rateLimit !== undefined)?.rateLimit;
  return {
    ...(headers === undefined ? {} : { headers }),
    ...(limit === undefined ? {} : { requestRate: limit.average, requestBurst: limit.burst }),
  };
}

function byNginx(annotations: AnyObject, objects: readonly AnyObject[]): EdgeFacts {
  const name = annotations[`${NGINX}/custom-headers`]?.split('/')[1];
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  const rate = Number(annotations[`${NGINX}/limit-rps`]);
  return {
    ...(map === undefined ? {} : { headers: map.data }),
    ...(Number.isNaN(rate)
      ? {}
      : { requestRate: rate, requestBurst: rate * Number(annotations[`${NGINX}/limit-burst-multiplier`]) }),
  };
}

function byHaproxy(annotations: AnyObject): EdgeFacts {
  const lines = (annotations[`${HAPROXY}/response-set-header`] ?? '').split('\n').filter(Boolean);
  const headers = lines.map((line: string) => [line.split(' ')[0], /"(.*)"$/.exec(line)?.[1]]);
  const rate = annotations[`${HAPROXY}/rate-limit-requests`];
  return {
    ...(lines.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...(rate === undefined ? {} : { requestRate: Number(rate) }),
  };
}
