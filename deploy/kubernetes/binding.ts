import type { Issue } from '../../lib/errors';
import type { Kubectl } from './kubectl';

export interface Binding {
  readonly environment: string;
  /** What the model says. */
  readonly context?: string | undefined;
  readonly clusterUid?: string | undefined;
}

/** The context to use, or why there is none: a command line may repeat what the model says, and not contradict it. */
export function chooseContext(
  binding: Binding,
  given: string | undefined,
): { readonly context?: string; readonly issue?: Issue } {
  const { environment, context } = binding;
  if (context !== undefined && given !== undefined && context !== given)
    return {
      issue: issue('wrong-context', `${environment} belongs to the context ${context}, not to ${given}`),
    };
  const chosen = given ?? context;
  if (chosen !== undefined) return { context: chosen };
  return {
    issue: issue(
      'no-context',
      `envs/${environment}.yaml names no cluster, and no command takes the current one. Add what manifold doctor prints, ` +
        'deploy: { context: NAME, clusterUid: UID }, or pass --context NAME',
    ),
  };
}

/** Whether the cluster that answers is the one that the environment is bound to. */
export async function checkCluster(kubectl: Kubectl, binding: Binding): Promise<readonly Issue[]> {
  const args = ['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}'];
  const { code, stdout, stderr } = await kubectl.try(args);
  const { environment, clusterUid } = binding;
  const uid = stdout.trim();
  if (code !== 0) {
    const hint = stderr.includes('(Forbidden)')
      ? '; allow get of the namespace kube-system, which proves the cluster'
      : '';
    if (hint !== '' && clusterUid === undefined) return [];
    return [
      issue(
        'no-cluster',
        `the cluster of the context ${kubectl.access.context} does not say what it is: ${stderr.trim()}${hint}`,
      ),
    ];
  }
  if (clusterUid === undefined)
    return [
      {
        ...issue(
          'unbound-cluster',
          `any cluster would do for ${environment}: write deploy: { clusterUid: ${uid} } into envs/${environment}.yaml`,
        ),
        severity: 'warning',
      },
    ];
  if (clusterUid === uid) return [];
  return [
    issue(
      'wrong-cluster',
      `the context ${kubectl.access.context} leads to the cluster ${uid}, but ${environment} belongs to ${clusterUid}`,
    ),
  ];
}

function issue(code: string, message: string): Issue {
  return { code, path: 'deploy', message, severity: 'error' };
}
