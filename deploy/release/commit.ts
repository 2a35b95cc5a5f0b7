import { run } from '../../lib/exec';

/** The commit of a project folder, with `-dirty` where something is not committed; undefined outside of Git. */
export async function projectCommit(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const options = { env, cwd: folder, timeoutSeconds: 20 };
  const [head, changes] = await Promise.all([
    run('git', ['rev-parse', '--verify', '--quiet', 'HEAD'], options),
    run('git', ['status', '--porcelain', '--', '.'], options),
  ]);
  if (head.status !== 'exited' || head.code !== 0) return undefined;
  const isDirty = changes.status === 'exited' && changes.stdout !== '';
  return `${head.stdout.trim()}${isDirty ? '-dirty' : ''}`;
}
