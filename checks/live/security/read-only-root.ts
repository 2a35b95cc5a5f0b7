import { type Check, failed, passed } from '../check';
import { readFile, unanswered } from '../reading/ask';
import { rootOptions } from '../reading/process';
import { perContainer, workloadsOf } from '../reading/workloads';

export const readOnlyRoot: Check = {
  id: 'read-only-root',
  category: 'security',
  title: 'The root of every container is mounted read-only',
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async (inside) => {
      const { id } = inside.container;
      const answer = await readFile(inside, '/proc/1/mounts');
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const options = rootOptions(answer.text);
      if (options === undefined) return failed(`${id}: the mount of its root cannot be read`);
      return options.includes('ro') ? passed(`${id} has a read-only root`) : failed(`${id} can write to its root`);
    }),
};
