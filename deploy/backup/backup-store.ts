import type { Side } from '../migrate/side';
import type { Facts } from './facts';

/** The data of one backing service, and how they get into a backup and out of it. */
export interface BackupStore {
  readonly name: string;
  readonly engine: 'postgres' | 'redis';
  /** Version of the server, such as `15.14`. */
  version(side: Side): Promise<string>;
  /** Writes everything into a file of this machine, and gives what it holds. */
  dump(side: Side, file: string): Promise<Facts>;
  /** Reads a dump through to its end; throws a `UserError` where it cannot. Changes nothing. */
  read(side: Side, file: string): Promise<void>;
  /** Throws a `UserError` when a server is older than that of a dump. */
  checkVersion(side: Side, dumpedBy: string): Promise<void>;
  isEmpty(side: Side): Promise<boolean>;
  /** Puts a dump into the place of what is there; throws an `UnchangedError` where that is surely as it was. */
  replace(side: Side, file: string): Promise<void>;
  /** Makes what was restored ready for use; throws a `UserError` where it is not what the dump holds. */
  settle(side: Side, expected: Facts): Promise<void>;
  /** Restores a dump beside the real data, where that can be done, and gives what is there then; leaves nothing behind. */
  drill(side: Side, file: string): Promise<Facts>;
}
