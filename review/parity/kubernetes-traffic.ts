import type { AnyObject } from './read-object';

const NAME = 'app.kubernetes.io/name';
/** Label of the pods of a Cluster of CloudNativePG. */
export const CLUSTER = 'cnpg.io/cluster';
const ACCEPT_ALL = ['everything'];
type Labels = Readonly<Record<string, string>>;

function workloadOf(labels: Labels | undefined): string | undefined {
  return labels?.[NAME] ?? labels?.[CLUSTER];
}

function selects(selector: AnyObject, labels: Labels): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

function policies(objects: readonly AnyObject[]): AnyObject[] {
  return objects.filter(({ kind }) => kind === 'NetworkPolicy');
}

function peers(rules: readonly AnyObject[] | undefined, side: 'from' | 'to'): AnyObject[] {
  return (rules ?? []).flatMap((rule) => rule[side] ?? []);
}

/** Workloads that one may talk to: both ends have to let it through. */
export function callsOf(labels: Labels, objects: readonly AnyObject[]): string[] {
  const all = policies(objects);
  if (all.length === 0) return ACCEPT_ALL;
  const own = all.filter(({ spec }) => selects(spec.podSelector, labels));
  const wanted = own.flatMap(({ spec }) => peers(spec.egress, 'to')).flatMap((peer) => nameOf(peer));
  return [...new Set(wanted)].filter((name) => name !== workloadOf(labels) && lets(name, labels, all)).sort();
}

/** Workloads that one may call, or that may call it. */
export function linkedOf(labels: Labels, objects: readonly AnyObject[]): string[] {
  const calls = callsOf(labels, objects);
  if (calls === ACCEPT_ALL) return ACCEPT_ALL;
  const callers = objects
    .map((object) => object.spec?.template?.metadata?.labels ?? object.spec?.jobTemplate?.spec.template.metadata.labels)
    .filter(
      (caller): caller is Labels => caller !== undefined && callsOf(caller, objects).includes(workloadOf(labels) ?? ''),
    )
    .map((caller) => caller[NAME] ?? '');
  return [...new Set([...calls, ...callers])].sort();
}

function nameOf(peer: AnyObject): string[] {
  const name = peer.namespaceSelector === undefined ? workloadOf(peer.podSelector?.matchLabels) : undefined;
  return name === undefined ? [] : [name];
}

function lets(target: string, caller: Labels, all: readonly AnyObject[]): boolean {
  return all
    .filter(({ spec }) => workloadOf(spec.podSelector?.matchLabels) === target)
    .flatMap(({ spec }) => peers(spec.ingress, 'from'))
    .some((peer) => peer.podSelector !== undefined && selects(peer.podSelector, caller));
}

/** Whether a workload may talk to addresses outside of the cluster; everybody may ask for names. */
export function leaves(labels: Labels, objects: readonly AnyObject[]): boolean {
  const all = policies(objects);
  const own = all.filter(({ spec }) => selects(spec.podSelector, labels));
  return all.length === 0 || own.flatMap(({ spec }) => peers(spec.egress, 'to')).some(({ ipBlock }) => ipBlock);
}

/** Host, path and port of the Ingress or HTTPRoute of a workload. */
export function routeOf(labels: Labels, objects: readonly AnyObject[]): string | undefined {
  const name = labels[NAME] ?? '';
  const port = (service: string, wanted: AnyObject): unknown => {
    const found = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === service);
    const own = found?.spec.ports?.find((each: AnyObject) => each.name === wanted.name || each.port === wanted.number);
    return selects({ matchLabels: found?.spec.selector }, labels) ? own?.port : undefined;
  };
  for (const { kind, metadata, spec } of objects) {
    if (metadata.labels?.[NAME] !== name) continue;
    if (kind === 'Ingress') {
      const [{ host, http }] = spec.rules;
      const { path, backend } = http.paths[0];
      return `${host}${path} :${port(backend.service.name, backend.service.port)}`;
    }
    if (kind === 'HTTPRoute') {
      const [{ matches, backendRefs }] = spec.rules;
      return `${spec.hostnames[0]}${matches[0].path.value} :${port(backendRefs[0].name, { number: backendRefs[0].port })}`;
    }
  }
  return undefined;
}
