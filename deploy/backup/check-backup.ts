import { EXIT, UserError } from '../../lib/errors';
import { checkDump } from '../migrate/dump-file';
import type { Side } from '../migrate/side';
import type { StoreInPlace } from './backup-stores';
import { type Backup, dumpFile } from './backups';
import { stopIfAsked } from './interrupted';
import type { BackedUp } from './manifest';

/** A dump of a backup, and the backing service that it is of. */
export interface Pair {
  readonly saved: BackedUp;
  readonly file: string;
  readonly place: StoreInPlace;
  readonly side: Side;
}

/** Which dump belongs to which backing service; throws a `UserError` where a backup is of none of them. */
export function pairsOf(backup: Backup, stores: readonly StoreInPlace[]): readonly Pair[] {
  const pairs = backup.manifest.services.flatMap((saved): readonly Pair[] => {
    const place = stores.find(({ store }) => store.name === saved.service && store.engine === saved.engine);
    if (place === undefined) return [];
    const side: Side = { role: 'environment', running: place.running };
    return [{ saved, place, side, file: dumpFile(backup.folder, saved.service) }];
  });
  if (pairs.length > 0) return pairs;
  const names = backup.manifest.services.map(({ service }) => service).join(', ');
  throw new UserError(`the backup ${backup.name} holds ${names}, and none of it runs here as a builtin service`, {
    exitCode: EXIT.failed,
  });
}

/** What a restore does not touch, and what of the backup it leaves out: afterwards not all data are of one moment. */
export function notRestored({ name, manifest }: Backup, stores: readonly StoreInPlace[]): readonly string[] {
  const isSame = ({ store }: StoreInPlace, saved: BackedUp): boolean =>
    store.name === saved.service && store.engine === saved.engine;
  const untouched = stores.filter((place) => !manifest.services.some((saved) => isSame(place, saved)));
  const unused = manifest.services.filter((saved) => !stores.some((place) => isSame(place, saved)));
  return [
    ...untouched.map(({ store }) => `${store.name} is not in the backup ${name}: what it holds stays as it is`),
    ...unused.map(({ service }) => `${service} of the backup ${name} does not run here: it is not restored`),
  ];
}

/** Throws a `UserError` when a dump is not what was written, or a server cannot read it to its end; changes nothing. */
export async function checkPairs(pairs: readonly Pair[], signal?: AbortSignal): Promise<void> {
  for (const { file, saved } of pairs) {
    stopIfAsked(signal);
    await checkDump(file, saved, 'it is damaged, or was changed');
  }
  for (const { place, side, saved, file } of pairs) {
    stopIfAsked(signal);
    await place.store.checkVersion(side, saved.serverVersion);
    await place.store.read(side, file);
  }
}
