import { loadAll } from 'js-yaml';
import { type Check, type CheckContext, CLUSTER_METHODS, failed, passed, skipped } from '../check';
import { OFFLINE } from '../reading/workloads';

interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

export const networkPolicies: Check = {
  id: 'network-policies',
  category: 'networking',
  title: 'Every NetworkPolicy of the environment is in the cluster',
  methods: CLUSTER_METHODS,
  run: async (context) => {
    if (context.running === undefined) return [OFFLINE];
    if (!context.model.environment.networkPolicy) return [skipped('the environment has networkPolicy: false')];
    if (context.objects === undefined) return [failed('the cluster cannot be asked for its NetworkPolicies')];
    const wanted = policyNames(context);
    if (wanted.length === 0) return [failed('the manifests hold no NetworkPolicy')];
    const found = new Set(await context.objects('networkpolicies.networking.k8s.io'));
    const missing = wanted.filter((name) => !found.has(name));
    if (missing.length === 0) return [passed(`${wanted.length} network policies are there`)];
    return [failed(`${missing.length} of ${wanted.length} network policies are missing`, missing)];
  },
};

/** Names as in the manifests; a release with the values file of the environment has the same. */
function policyNames({ artifacts, model }: CheckContext): string[] {
  const file = `${model.application.name}-${model.environment.name}.k8s.yaml`;
  const content = artifacts.find(({ path }) => path === file)?.content ?? '';
  return (loadAll(content) as (Manifest | null)[]).flatMap((object) =>
    object?.kind === 'NetworkPolicy' && object.metadata?.name !== undefined ? [object.metadata.name] : [],
  );
}
