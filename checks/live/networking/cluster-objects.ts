import { EXIT, UserError } from '../../../lib/errors';
import { run } from '../../../lib/exec';

/** Where kubectl looks. */
export interface ClusterPlace {
  readonly namespace: string;
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Names of the objects of a kind in a namespace. Throws a `UserError` where the cluster cannot be asked. */
export async function clusterObjects({ namespace, context, env }: ClusterPlace, kind: string): Promise<string[]> {
  const args = ['get', kind, '--namespace', namespace, '--output', 'name'];
  const all = context === undefined ? args : [...args, '--context', context];
  const result = await run('kubectl', all, { env, timeoutSeconds: 60 });
  if (result.status !== 'exited' || result.code !== 0) {
    const reason = 'stderr' in result ? result.stderr.trim() : 'kubectl is not there';
    throw new UserError(`the cluster gave no list of ${kind}: ${reason}`, { exitCode: EXIT.failed });
  }
  const names = result.stdout.split('\n').filter((line) => line !== '');
  return names.map((name) => name.slice(name.indexOf('/') + 1));
}
