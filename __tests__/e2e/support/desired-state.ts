import { getObject } from './kubectl';

const KINDS =
  'deployment,statefulset,poddisruptionbudget,networkpolicy,ingress,service,configmap,secret,serviceaccount,resourcequota,limitrange,horizontalpodautoscaler';

interface AnyObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation?: number; readonly labels?: object };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: object;
}

/**
 * What somebody asked for in a namespace, by kind and name: specs, data and labels, and generations where only an apply
 * can raise them. The number of replicas is left out, because autoscalers change it all the time.
 */
export async function desiredState(namespace: string): Promise<Record<string, unknown>> {
  const { items } = await getObject<{ items: readonly AnyObject[] }>([KINDS, '-n', namespace]);
  return Object.fromEntries(
    items.map(({ kind, metadata, spec, data }) => {
      const { replicas: _scaled, ...rest } = spec ?? {};
      const generation = kind === 'Deployment' ? undefined : metadata.generation;
      return [`${kind}/${metadata.name}`, { spec: rest, data, labels: metadata.labels, generation }];
    }),
  );
}
