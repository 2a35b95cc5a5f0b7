import { type Check, failed, passed } from '../check';
import { perContainer, workloadsOf } from '../reading/workloads';

export const containersReady: Check = {
  id: 'containers-ready',
  category: 'monitoring',
  title: 'Every component and every backing service has containers, and all of them are ready',
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async ({ container: { id, isReady } }) =>
      isReady ? passed(`${id} is ready`) : failed(`${id} is not ready`),
    ),
};
