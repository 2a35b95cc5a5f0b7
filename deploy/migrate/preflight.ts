import { EXIT, UserError } from '../../lib/errors';
import { differences } from './differences';
import { type Journal, leftIn } from './journal';
import { containerOf, nameOf, type Side } from './side';
import type { DataStore } from './store';

/** Throws a `UserError` when the data cannot move as things are; changes nothing. */
export async function preflight(
  { source, target }: { readonly source: Side; readonly target: Side },
  stores: readonly DataStore[],
  journal: Journal | undefined,
): Promise<void> {
  for (const store of stores) {
    await containerOf(source, store.name);
    await containerOf(target, store.name);
    await store.checkVersions(source, target);
    if (await isOurs(target, store, journal)) continue;
    throw new UserError(
      `${store.name}: ${nameOf(target)} holds data already, and they would be lost; remove them, or deploy it anew with empty volumes`,
      { exitCode: EXIT.failed },
    );
  }
}

/** Whether nothing is lost with what is in the target: it is empty, half a copy, or what an earlier migration has left there. */
async function isOurs(target: Side, store: DataStore, journal: Journal | undefined): Promise<boolean> {
  const isCopy = journal?.state !== 'finished' && journal?.touched.includes(store.name) === true;
  if (isCopy || (await store.isEmpty(target))) return true;
  const left = leftIn(journal, target.running.method)[store.name];
  return left !== undefined && differences(left, await store.fingerprint(target)).length === 0;
}
