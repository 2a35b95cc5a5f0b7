import { backUpBeforeDeletion } from '../../deploy/backup/before-deletion';
import { thisRun } from '../../deploy/release/identity';
import { otherMethod } from '../../deploy/release/other-method';
import { tearDown } from '../../deploy/release/teardown';
import { EXIT, type ExitCode } from '../../lib/errors';
import { scopeOf } from '../backup-place';
import { type Command, type Invocation, isSet, textOption } from '../command';
import { type Deployment, ENVIRONMENT, openDeployments, TARGET_OPTIONS } from '../deployment';
import { secondsOf } from '../durations';
import { inTurn } from '../each-method';
import { confirm, confirmName, refuse } from '../guards';
import { wantsJson } from '../options';
import { progressOf } from '../progress';

export const teardown: Command = {
  name: 'teardown',
  summary: 'Remove what was deployed; data, Secrets and backups stay unless told otherwise',
  positionals: [ENVIRONMENT],
  options: {
    ...TARGET_OPTIONS,
    yes: { type: 'boolean', short: 'y', help: 'do not ask, where no data is deleted' },
    'delete-data': {
      type: 'boolean',
      help: 'delete volumes and Secrets too, after the name of the environment was typed',
    },
    confirm: { type: 'string', value: 'NAME', help: 'with --delete-data: the name, where nobody can type it' },
    'no-backup': { type: 'boolean', help: 'with --delete-data: take no dump of the data before it is deleted' },
    timeout: { type: 'string', value: 'DURATION', help: 'longest time for everything to end (default: 10m)' },
  },
  examples: ['manifold teardown development --method compose --yes'],
  run: async (invocation) => {
    const deployments = openDeployments(invocation);
    for (const { driver } of deployments) {
      refuse(invocation, await driver.checkPlace());
      refuse(invocation, await otherMethod(driver.journal, driver.method));
    }
    const places = deployments.map(({ driver }) => driver.place).join(' and the ');
    const name = deployments[0]?.model.environment.name ?? '';
    if (isSet(invocation, 'delete-data')) await confirmName(invocation, name);
    else await confirm(invocation, `Remove ${name} from the ${places}?`);
    if (isSet(invocation, 'delete-data') && !isSet(invocation, 'no-backup')) await backUp(invocation, deployments);
    return inTurn(invocation, deployments, (deployment) => remove(invocation, deployment));
  },
};

/** Everything, before the first part goes. */
async function backUp(invocation: Invocation, deployments: readonly Deployment[]): Promise<void> {
  const say = (text: string): void => invocation.io.stderr(`  ${text}\n`);
  const [first] = deployments;
  if (first === undefined) return;
  const scope = scopeOf(first, deployments, say);
  const { signal } = invocation.io;
  await backUpBeforeDeletion({ ...scope, application: first.model.application.name, say, signal });
}

async function remove(invocation: Invocation, { driver, now }: Deployment): Promise<ExitCode> {
  const failure = await tearDown(driver, {
    deleteData: isSet(invocation, 'delete-data'),
    holder: thisRun(now),
    now,
    report: progressOf(invocation),
    signal: invocation.io.signal ?? new AbortController().signal,
    timeoutSeconds: secondsOf('timeout', textOption(invocation, 'timeout') ?? '10m'),
  });
  const outcome = failure === undefined ? 'removed' : 'failed';
  if (wantsJson(invocation)) invocation.io.stdout(`${JSON.stringify({ type: 'result', outcome, failure })}\n`);
  else invocation.io.stderr(`${outcome}${failure === undefined ? '' : `: ${failure.message}`}\n`);
  return failure === undefined ? EXIT.ok : EXIT.failed;
}
