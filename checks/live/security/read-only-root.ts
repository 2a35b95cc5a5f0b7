import { type Check, type CheckContext, failed, passed, skipped } from '../check';
import { readFile, unanswered } from '../reading/ask';
import { rootOptions } from '../reading/process';
import { perContainer, workloadsOf } from '../reading/workloads';

export const readOnlyRoot: Check = {
  id: 'read-only-root',
  category: 'security',
  title: 'The root of every container is mounted read-only',
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async (inside) => {
      const { id, workload } = inside.container;
      const answer = await readFile(inside, '/proc/1/mounts');
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const options = rootOptions(answer.text);
      if (options === undefined) return failed(`${id}: the mount of its root cannot be read`);
      if (options.includes('ro')) return passed(`${id} has a read-only root`);
      return putsFilesIntoRoot(context, workload)
        ? skipped(`${id}: Terraform puts files into its root, which cannot be read-only then`)
        : failed(`${id} can write to its root`);
    }),
};

interface Variables {
  readonly containers?: Readonly<Record<string, { readonly files?: object; readonly secret_files?: object }>>;
}

/** The provider for Docker mounts no files: it copies them into the root of a container before its start. */
function putsFilesIntoRoot({ method, artifacts, model }: CheckContext, workload: string): boolean {
  if (method !== 'terraform') return false;
  const path = `terraform/${model.environment.name}.tfvars.json`;
  const text = artifacts.find((artifact) => artifact.path === path)?.content ?? '{}';
  const { files = {}, secret_files: secrets = {} } = (JSON.parse(text) as Variables).containers?.[workload] ?? {};
  return Object.keys(files).length + Object.keys(secrets).length > 0;
}
