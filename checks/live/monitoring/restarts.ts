import { type Check, failed, passed } from '../check';
import { perContainer, workloadsOf } from '../reading/workloads';

const LIMIT = 3;

export const restarts: Check = {
  id: 'restarts',
  category: 'monitoring',
  title: `No container was restarted ${LIMIT} times or more`,
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async ({ container }) => {
      const message = `${container.id} was restarted ${container.restarts} times`;
      return container.restarts < LIMIT ? passed(message) : failed(message);
    }),
};
