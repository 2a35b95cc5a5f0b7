import { resolve } from 'node:path';
import { backupStoresOf, type StoreInPlace } from '../deploy/backup/backup-stores';
import type { BackupPlace } from '../deploy/backup/backups';
import { keptByOperator } from '../deploy/backup/kept-by-operator';
import { writeMetrics } from '../deploy/backup/metrics';
import { EXIT, UserError } from '../lib/errors';
import { cnpgServices } from '../model/derive/hosting';
import type { Model } from '../model/model';
import { noteOf } from './backup-list';
import { type Invocation, type OptionSpec, textOption } from './command';
import type { Deployment } from './deployment';
import { refuse } from './guards';

/** Where a command writes metrics of backups. */
export const METRICS_OPTION = {
  metrics: {
    type: 'string',
    value: 'FILE',
    help: 'write metrics for the textfile collector of the node exporter into this file',
  },
} as const satisfies Record<string, OptionSpec>;

/** What the commands of backups work on. */
export interface BackupScope extends BackupPlace {
  readonly model: Model;
  readonly stores: readonly StoreInPlace[];
  readonly now: () => Date;
}

/** The backing services of all methods that keep data; throws a `UserError` where a place is the wrong one, or none keeps any. */
export async function openBackupScope(
  invocation: Invocation,
  deployments: readonly Deployment[],
): Promise<BackupScope> {
  const [first] = deployments;
  if (first === undefined) throw new UserError('the environment is deployed by no method');
  for (const { driver } of deployments) refuse(invocation, await driver.checkPlace());
  const scope = scopeOf(first, deployments, (note) => invocation.io.stderr(`${note}\n`));
  if (scope.stores.length > 0) return scope;
  const kept = deployments.flatMap((each) => cnpgServices(each.model).map(({ name }) => keptByOperator(name)));
  if (kept.length > 0) throw new UserError([...new Set(kept)].join('\n'), { exitCode: EXIT.failed });
  throw new UserError(`nothing of ${scope.environment} keeps data in a builtin backing service`);
}

/** The same of deployments whose places were checked; nothing that keeps data is no error. */
export function scopeOf(
  { model, projectFolder, now }: Deployment,
  deployments: readonly Deployment[],
  say: (note: string) => void,
): BackupScope {
  const parts = deployments.map((each) => backupStoresOf(each.model.backingServices, each.driver.running));
  for (const note of new Set(parts.flatMap(({ notes }) => notes))) say(note);
  return {
    model,
    projectFolder,
    environment: model.environment.name,
    stores: parts.flatMap(({ stores }) => stores),
    now,
  };
}

/** Writes the metrics, where the command is to. */
export function writeMetricsFor(invocation: Invocation, place: BackupPlace): void {
  const file = textOption(invocation, 'metrics');
  if (file !== undefined) writeMetrics(place, resolve(invocation.io.workingDirectory, file), noteOf(invocation));
}
