/** Who holds a lock. Times are milliseconds since 1970 by the holder's clock. */
export interface LockHolder {
  /** Unlike that of every other run. */
  readonly id: string;
  /** For people: user@host. */
  readonly by: string;
  /** Names one boot of one machine, and one space of process numbers on it. */
  readonly machine: string;
  readonly pid: number;
  readonly acquiredAt: number;
  readonly renewedAt: number;
}

export interface HeldLock {
  readonly holder: LockHolder;
  /** Changes with every write. */
  readonly version: string;
}

/** A place that holds one lock, and changes it only where nobody else has meanwhile. */
export interface LockStore {
  /** For messages: what a person would delete. */
  readonly place: string;
  read(): Promise<HeldLock | undefined>;
  /** Takes the place of what `previous` was; false when that is no longer there. */
  replace(holder: LockHolder, previous: HeldLock | undefined): Promise<boolean>;
  /** Gives up what `previous` was; false when that is no longer there. */
  remove(previous: HeldLock): Promise<boolean>;
}
