import type { Artifact } from '../../emit/artifact';
import type { ReleaseRecord } from './record';

/** How many releases are kept. */
export const KEPT_RELEASES = 10;

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

/** Numbers of releases that are not kept: old ones, but never one that `protectedNumbers` holds. */
export function surplus(records: readonly ReleaseRecord[], protectedNumbers: ReadonlySet<number>): number[] {
  return records
    .map(({ number }) => number)
    .sort((a, b) => b - a)
    .slice(KEPT_RELEASES)
    .filter((number) => !protectedNumbers.has(number));
}
