import { bytesOf } from '../../deploy/backup/backups';
import { removeOutdated, takeBackup } from '../../deploy/backup/take-backup';
import { EXIT, type ExitCode } from '../../lib/errors';
import { LIST_OPTION, listOf, noteOf, rowOf } from '../backup-list';
import { METRICS_OPTION, openBackupScope, writeMetricsFor } from '../backup-place';
import { type Command, type Invocation, isSet } from '../command';
import { ENVIRONMENT, openDeployments, TARGET_OPTIONS } from '../deployment';
import { refuseMoved } from '../guards';
import { printJson, wantsJson } from '../options';

export const backup: Command = {
  name: 'backup',
  summary: 'Dump the data of an environment into .manifold, each dump read through to its end',
  positionals: [ENVIRONMENT],
  options: {
    ...TARGET_OPTIONS,
    ...LIST_OPTION,
    ...METRICS_OPTION,
  },
  examples: ['manifold backup staging --list', 'manifold backup staging --list --output json'],
  run: async (invocation) => (isSet(invocation, 'list') ? listOf(invocation) : take(invocation)),
};

async function take(invocation: Invocation): Promise<ExitCode> {
  const deployments = openDeployments(invocation);
  refuseMoved(invocation, deployments);
  const scope = await openBackupScope(invocation, deployments);
  const { model, now } = scope;
  const say = noteOf(invocation);
  const { signal } = invocation.io;
  const taken = await takeBackup({ ...scope, application: model.application.name, say, signal });
  const { backups } = model.environment;
  const removed = backups === undefined ? [] : removeOutdated(scope, { ...backups, now: now() }, say);
  writeMetricsFor(invocation, scope);
  const { environment } = scope;
  if (wantsJson(invocation)) printJson(invocation, { environment, ...rowOf(taken, now()), removed });
  else {
    const old = removed.map((name) => `removed ${name}, which is older than ${backups?.keepDays} days\n`);
    invocation.io.stdout(`${taken.name}: ${bytesOf(taken)} bytes in ${taken.folder}\n${old.join('')}`);
  }
  return EXIT.ok;
}
