import { backUpBeforeDeletion } from '../../deploy/migrate/last-backup';
import { thisRun } from '../../deploy/release/identity';
import { tearDown } from '../../deploy/release/teardown';
import { EXIT } from '../../lib/errors';
import { type Command, isSet, textOption } from '../command';
import { ENVIRONMENT, openDeployment, TARGET_OPTIONS } from '../deployment';
import { secondsOf } from '../durations';
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
    const { driver, model, projectFolder, now } = openDeployment(invocation);
    const deleteData = isSet(invocation, 'delete-data');
    refuse(invocation, await driver.checkPlace());
    if (deleteData) await confirmName(invocation, model.environment.name);
    else await confirm(invocation, `Remove ${model.environment.name} from the ${driver.place}?`);
    if (deleteData && !isSet(invocation, 'no-backup')) {
      const say = (text: string): void => invocation.io.stderr(`  ${text}\n`);
      await backUpBeforeDeletion({ model, running: driver.running, projectFolder, now, say });
    }
    const failure = await tearDown(driver, {
      deleteData,
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
  },
};
