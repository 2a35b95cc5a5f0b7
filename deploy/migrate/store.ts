import type { Side } from './side';

/** What is in a store, as facts that are equal when the data are: rows and checksum of each table, say. */
export type Fingerprint = Readonly<Record<string, string>>;

/** The data of one backing service, and how they leave one place and enter another. */
export interface DataStore {
  readonly name: string;
  /** Throws a `UserError` when the source's data cannot live in the target. */
  checkVersions(source: Side, target: Side): Promise<void>;
  isEmpty(side: Side): Promise<boolean>;
  /** Writes everything into a file of this machine, and reads it through once. */
  dump(source: Side, file: string): Promise<void>;
  /** Removes everything, and ends what an earlier attempt left running. */
  clear(target: Side): Promise<void>;
  /** Puts a dump into a cleared store. */
  restore(target: Side, file: string): Promise<void>;
  /** What lasts: nothing that goes away by itself. */
  fingerprint(side: Side): Promise<Fingerprint>;
  /** Fingerprints of both, taken so that they are comparable. */
  compare(source: Side, target: Side): Promise<{ readonly source: Fingerprint; readonly target: Fingerprint }>;
}
