import type { Artifact } from '../../emit/artifact';
import { newestFirst, type ReleaseRecord } from './record';

/** How many releases are kept. */
export const KEPT_RELEASES = 10;
/** So many that ended well are kept however many failed since: a rollback needs one beside the one that runs. */
const KEPT_GOOD_RELEASES = 3;

/** Where the releases of an environment are kept, with the files that they deployed. */
export interface Journal {
  /** All records, in no order; none where nothing was deployed. */
  list(): Promise<readonly ReleaseRecord[]>;
  /** The files of a release; throws a `UserError` when they are gone. */
  content(number: number): Promise<readonly Artifact[]>;
  /** Adds a release; throws a `UserError` when there is one of this number. */
  create(record: ReleaseRecord, artifacts: readonly Artifact[]): Promise<void>;
  /** Writes the record of a release that is there, whole or not at all. */
  update(record: ReleaseRecord): Promise<void>;
  remove(number: number): Promise<void>;
}

/** Numbers of releases that are not kept: old ones, but never one of the last few that ended well. */
export function surplus(records: readonly ReleaseRecord[]): number[] {
  const sorted = newestFirst(records);
  const good = sorted.filter(({ status }) => status === 'deployed' || status === 'removed');
  const kept = new Set([...sorted.slice(0, KEPT_RELEASES), ...good.slice(0, KEPT_GOOD_RELEASES)]);
  return sorted.filter((record) => !kept.has(record)).map(({ number }) => number);
}
