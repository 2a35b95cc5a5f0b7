import { run } from '../../lib/exec';

type Env = Readonly<Record<string, string | undefined>>;

/** A context of the kubeconfig. */
export interface ContextReport {
  readonly name: string;
  readonly isCurrent: boolean;
  /** UID of its namespace kube-system; absent where it does not answer, or was not asked. */
  readonly clusterUid?: string;
}

/** The contexts there are; the current one is asked for what proves it. */
export async function findContexts(env: Env): Promise<readonly ContextReport[]> {
  const [names, current] = await Promise.all([
    lines(['config', 'get-contexts', '-o', 'name'], env),
    lines(['config', 'current-context'], env),
  ]);
  return Promise.all(
    names.map(async (name): Promise<ContextReport> => {
      if (name !== current[0]) return { name, isCurrent: false };
      const uid = ['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}'];
      const [clusterUid] = await lines([`--context=${name}`, '--request-timeout=5s', ...uid], env);
      return { name, isCurrent: true, ...(clusterUid === undefined ? {} : { clusterUid }) };
    }),
  );
}

async function lines(args: readonly string[], env: Env): Promise<readonly string[]> {
  const result = await run('kubectl', args, { env, timeoutSeconds: 15 });
  if (result.status !== 'exited' || result.code !== 0) return [];
  return result.stdout.split('\n').filter((line) => line !== '');
}
