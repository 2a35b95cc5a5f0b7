import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { Step, StepContext, StepOutcome } from '../driver';
import { readNamespace, whatKeeps } from './namespace';
import type { ClusterWork } from './steps';

const PART_OF = 'app.kubernetes.io/part-of';
const POLL_MILLISECONDS = 1000;

/** Deletes the namespace, as long as it is one of this application, and waits until it is gone. */
export function namespaceStep(work: ClusterWork): Step {
  const { kubectl, model } = work;
  const { namespace } = kubectl.access;
  return {
    name: 'namespace',
    title: 'The namespace with its claims and Secrets',
    run: async (context) => {
      const found = await readNamespace(kubectl);
      if (found === undefined) return { ok: true, note: 'is gone' };
      if (found.metadata.labels?.[PART_OF] !== model.application.name)
        throw new UserError(`the namespace ${namespace} is not one of ${model.application.name}: it stays`, {
          exitCode: EXIT.failed,
        });
      await kubectl.output(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
      return untilGone(work, context);
    },
  };
}

async function untilGone({ kubectl, now }: ClusterWork, { deadline, signal }: StepContext): Promise<StepOutcome> {
  for (;;) {
    const found = await readNamespace(kubectl);
    if (found === undefined) return { ok: true };
    const { name } = found.metadata;
    if (signal.aborted)
      return { ok: false, failure: { message: `interrupted: the namespace ${name} goes on ending`, details: [] } };
    if (now().getTime() >= deadline) {
      const details = await whatKeeps(kubectl, found);
      return { ok: false, failure: { message: `the namespace ${name} does not go`, details } };
    }
    await sleep(POLL_MILLISECONDS);
  }
}
