import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/errors';
import type { Difference } from '../migrate/differences';
import { replaceFile } from '../replace-file';
import type { StoreInPlace } from './backup-stores';
import type { Backup } from './backups';
import { checkPairs, type Pair, pairsOf } from './check-backup';
import { countsOf, deviations } from './facts';
import { InterruptedError, stopIfAsked } from './interrupted';

const FILE = 'drill.json';
const PRIVATE = { file: 0o600, folder: 0o700 };

/** What a drill found of one backing service. */
export interface DrilledService {
  readonly service: string;
  readonly seconds: number;
  /** Tables of a PostgreSQL, databases of a Redis. */
  readonly parts: number;
  /** Rows, or keys. */
  readonly entries: number;
  readonly differences: readonly Difference[];
}

/** How a drill ended: `cannot` where the backup could not be restored at all. */
export interface DrillResult {
  readonly backup: string;
  readonly at: string;
  readonly outcome: 'equal' | 'different' | 'cannot';
  readonly seconds: number;
  readonly services: readonly DrilledService[];
  readonly message?: string;
}

export interface DrillRequest {
  readonly backup: Backup;
  readonly stores: readonly StoreInPlace[];
  readonly now: () => Date;
  /** Aborted when an end is asked for; it comes before the next step. */
  readonly signal?: AbortSignal;
}

/**
 * Restores a backup beside the real data, compares, and writes `drill.json` beside the backup. A `UserError` is a result,
 * but for an `InterruptedError`: what was not tried to its end says nothing of the backup.
 */
export async function drillBackup(request: DrillRequest): Promise<DrillResult> {
  const { backup, now, signal } = request;
  const start = now();
  const services: DrilledService[] = [];
  let message: string | undefined;
  try {
    const pairs = pairsOf(backup, request.stores);
    await checkPairs(pairs, signal);
    for (const pair of pairs) {
      stopIfAsked(signal);
      services.push(await drillOne(pair, now));
    }
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof InterruptedError) throw error;
    message = error.message;
  }
  const areEqual = services.every(({ differences }) => differences.length === 0);
  const result: DrillResult = {
    backup: backup.name,
    at: start.toISOString(),
    outcome: message !== undefined ? 'cannot' : areEqual ? 'equal' : 'different',
    seconds: secondsBetween(start, now()),
    services,
    ...(message === undefined ? {} : { message }),
  };
  replaceFile(join(backup.folder, FILE), `${JSON.stringify(result, null, 2)}\n`, PRIVATE);
  return result;
}

/** The last drill of a backup; one whose result cannot be read proves nothing, and is none. */
export function lastDrill({ folder }: Backup): DrillResult | undefined {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  try {
    const result: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isResult(result) ? result : undefined;
  } catch {
    return undefined;
  }
}

function isResult(value: unknown): value is DrillResult {
  const result = value as Partial<DrillResult> | null;
  return (
    typeof result === 'object' &&
    (result?.outcome === 'equal' || result?.outcome === 'different' || result?.outcome === 'cannot') &&
    !Number.isNaN(Date.parse(String(result.at))) &&
    Array.isArray(result.services) &&
    result.services.every((each) => typeof each?.service === 'string')
  );
}

async function drillOne({ place, side, saved, file }: Pair, now: () => Date): Promise<DrilledService> {
  const start = now();
  const found = await place.store.drill(side, file);
  return {
    service: saved.service,
    seconds: secondsBetween(start, now()),
    ...countsOf(found),
    differences: deviations(saved.facts, found),
  };
}

function secondsBetween(start: Date, end: Date): number {
  return (end.getTime() - start.getTime()) / 1000;
}
