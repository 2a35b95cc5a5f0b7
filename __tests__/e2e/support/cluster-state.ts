import { desiredState } from './desired-state';
import { getObject } from './kubectl';

const KINDS =
  'deployments,statefulsets,services,configmaps,secrets,serviceaccounts,networkpolicies,resourcequotas,limitranges,jobs,leases,persistentvolumeclaims';

/** resourceVersion of everything in a namespace whose status nobody keeps writing, by kind and name. */
export async function versions(namespace: string): Promise<Record<string, string>> {
  const { items } = await getObject<{
    items: readonly { kind: string; metadata: { name: string; resourceVersion: string } }[];
  }>([KINDS, '-n', namespace]);
  return Object.fromEntries(
    items.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.resourceVersion]).sort(),
  );
}

/** What was asked for in a namespace, without the releases and locks of manifold itself. */
export async function deployed(namespace: string): Promise<Record<string, unknown>> {
  const all = await desiredState(namespace);
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !name.startsWith('Secret/manifold.') && !name.startsWith('Secret/sh.helm.'))
      .map(([name, state]) => [name, withoutGeneration(state)])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

/** A rollback raises generations, and ends with the same state. */
function withoutGeneration(state: unknown): unknown {
  const { generation: _generation, ...rest } = state as { readonly generation?: number };
  return rest;
}
