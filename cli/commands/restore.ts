import { findBackup } from '../../deploy/backup/backups';
import { notRestored } from '../../deploy/backup/check-backup';
import { checkRestore, type RestoreRequest, restoreBackup } from '../../deploy/backup/restore-backup';
import { thisRun } from '../../deploy/release/identity';
import { withLocks } from '../../deploy/release/locks';
import { EXIT } from '../../lib/errors';
import { LIST_OPTION, listOf, noteOf } from '../backup-list';
import { openBackupScope } from '../backup-place';
import { type Command, isSet } from '../command';
import { ENVIRONMENT, openDeployments, TARGET_OPTIONS } from '../deployment';
import { confirmName, refuseMoved } from '../guards';
import { printJson, wantsJson } from '../options';

export const restore: Command = {
  name: 'restore',
  summary: 'Put a backup into the place of the data of an environment',
  positionals: [ENVIRONMENT, { name: 'backup', help: 'name of the backup (default: the newest)', required: false }],
  options: {
    ...TARGET_OPTIONS,
    ...LIST_OPTION,
    replace: {
      type: 'boolean',
      help: 'where there are data: lose them, after the name of the environment was typed',
    },
    confirm: { type: 'string', value: 'NAME', help: 'with --replace: the name, where nobody can type it' },
  },
  examples: ['manifold restore staging --list'],
  run: async (invocation) => {
    if (isSet(invocation, 'list')) return listOf(invocation);
    const deployments = openDeployments(invocation);
    refuseMoved(invocation, deployments);
    const scope = await openBackupScope(invocation, deployments);
    const { environment } = scope;
    const say = noteOf(invocation);
    const backup = findBackup(scope, invocation.positionals[1], say);
    const request: RestoreRequest = {
      backup,
      stores: scope.stores,
      writers: deployments.map(({ driver, model }) => ({
        running: driver.running,
        components: model.components.map(({ name }) => name),
      })),
      mayReplace: isSet(invocation, 'replace'),
      say,
      signal: invocation.io.signal,
    };
    const notes = notRestored(backup, scope.stores);
    notes.forEach(say);
    await checkRestore(request);
    if (request.mayReplace) await confirmName(invocation, environment);
    // Nobody is to deploy what is stopped.
    const stores = deployments.map(({ driver }) => driver.lock);
    const run = { holder: thisRun(scope.now), now: scope.now, say };
    const pairs = await withLocks(stores, run, () => restoreBackup(request));
    const services = pairs.map(({ saved }) => ({ service: saved.service, bytes: saved.bytes }));
    if (wantsJson(invocation)) printJson(invocation, { environment, backup: backup.name, services, notes });
    else invocation.io.stdout(`${environment} holds the data of ${backup.manifest.createdAt}\n`);
    return EXIT.ok;
  },
};
