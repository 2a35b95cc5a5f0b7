import type { MissingContainer, RunningContainer } from '../../../deploy/running';
import { type Check, type CheckResult, failed, passed } from '../check';
import { OFFLINE, perContainer, type Workload, workloadsOf } from '../reading/workloads';

export const containersReady: Check = {
  id: 'containers-ready',
  category: 'monitoring',
  title:
    'Every component and every backing service has as many containers as the model says at least, and all of them are ready',
  run: async (context) => {
    const { running, model } = context;
    if (running === undefined) return [OFFLINE];
    const workloads = workloadsOf(model);
    const results = await perContainer(context, workloads, async ({ container: { id, isReady } }) =>
      isReady ? passed(`${id} is ready`) : failed(`${id} is not ready`),
    );
    const [containers, missing] = await Promise.all([running.containers(), running.missing()]);
    return [...results, ...workloads.flatMap((workload) => shortage(workload, containers, missing))];
  },
};

/** What is not there, beside a container that is: without any, that is said already. */
function shortage(
  { name, least, ends }: Workload,
  containers: readonly RunningContainer[],
  missing: readonly MissingContainer[],
): CheckResult[] {
  if (ends) return [];
  const absent = missing.filter(({ workload }) => workload === name);
  if (absent.length > 0) return absent.map(({ id, reason }) => failed(`${id} does not run: ${reason}`));
  const count = containers.filter(({ workload }) => workload === name).length;
  return count === 0 || count >= least ? [] : [failed(`${name} has ${count} containers, and the model says ${least}`)];
}
