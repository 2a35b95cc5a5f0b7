import { type Check, failed, passed } from '../check';
import { readFile, unanswered } from '../reading/ask';
import { parseStatus } from '../reading/process';
import { perContainer, workloadsOf } from '../reading/workloads';

export const processUser: Check = {
  id: 'process-user',
  category: 'security',
  title: 'The first process of every container runs as the user of the model, never as root',
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async (inside, { user }) => {
      const { id } = inside.container;
      const answer = await readFile(inside, '/proc/1/status');
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const { users } = parseStatus(answer.text);
      if (users.length === 0) return failed(`${id}: the user of the first process cannot be read`);
      const isRight = users.every((each) => each === user) && user !== 0;
      const found = [...new Set(users)].join(', ');
      return isRight ? passed(`${id} runs as ${user}`) : failed(`${id} runs as ${found}, the model says ${user}`);
    }),
};
