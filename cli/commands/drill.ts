import { findBackup } from '../../deploy/backup/backups';
import { type DrillResult, drillBackup } from '../../deploy/backup/drill';
import { assertNever, EXIT, type ExitCode } from '../../lib/errors';
import { LIST_OPTION, listOf, noteOf } from '../backup-list';
import { METRICS_OPTION, openBackupScope, writeMetricsFor } from '../backup-place';
import { type Command, isSet } from '../command';
import { ENVIRONMENT, openDeployments, TARGET_OPTIONS } from '../deployment';
import { printJson, wantsJson } from '../options';

const MAX_SHOWN = 20;

export const drill: Command = {
  name: 'drill',
  summary: 'Restore a backup beside the data of an environment, and compare: whether it would help',
  positionals: [ENVIRONMENT, { name: 'backup', help: 'name of the backup (default: the newest)', required: false }],
  options: { ...TARGET_OPTIONS, ...LIST_OPTION, ...METRICS_OPTION },
  examples: ['manifold drill staging --list'],
  run: async (invocation) => {
    if (isSet(invocation, 'list')) return listOf(invocation);
    const scope = await openBackupScope(invocation, openDeployments(invocation));
    const { stores, now, environment } = scope;
    const backup = findBackup(scope, invocation.positionals[1], noteOf(invocation));
    const result = await drillBackup({ backup, stores, now, signal: invocation.io.signal });
    writeMetricsFor(invocation, scope);
    if (wantsJson(invocation)) printJson(invocation, { environment, ...result });
    else invocation.io.stdout(textOf(result));
    return codeOf(result);
  },
};

function codeOf({ outcome }: DrillResult): ExitCode {
  switch (outcome) {
    case 'equal':
      return EXIT.ok;
    case 'different':
      return EXIT.findings;
    case 'cannot':
      return EXIT.failed;
    default:
      return assertNever(outcome);
  }
}

function textOf({ backup, outcome, seconds, services, message }: DrillResult): string {
  const lines = services.flatMap(({ service, seconds: taken, parts, entries, differences }) => [
    `${service}: ${entries} entries in ${parts} parts, ${taken.toFixed(1)} s, ${differences.length} differences`,
    ...differences
      .slice(0, MAX_SHOWN)
      .map(({ fact, source, target }) => `  ${fact}: backup ${source ?? 'has none'}, restored ${target ?? 'has none'}`),
  ]);
  const reason = message === undefined ? '' : `: ${message}`;
  return [...lines, `${backup}: ${outcome}${reason} (${seconds.toFixed(1)} s)`, ''].join('\n');
}
