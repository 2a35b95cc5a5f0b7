import { EXIT, UserError } from '../../lib/errors';
import { type Difference, differences } from './differences';
import { checkDump, writeDump } from './dump-file';
import type { Journal, MigrationFolder } from './journal';
import { nameOf, type Side } from './side';
import type { DataStore, Fingerprint } from './store';

/** What the steps of a migration work on. */
export interface Migration {
  readonly source: Side;
  readonly target: Side;
  readonly stores: readonly DataStore[];
  /** Everything that writes, by name. */
  readonly components: readonly string[];
  readonly folder: MigrationFolder;
}

/** The journal before a step, and how to change it. */
export interface Progress {
  readonly journal: Journal;
  readonly save: (journal: Journal) => Journal;
}

const MAX_SHOWN = 20;

/** Names of the steps, in their order. */
export function stepNames(stores: readonly DataStore[]): readonly string[] {
  return [
    'freeze',
    ...stores.map(({ name }) => `dump ${name}`),
    ...stores.map(({ name }) => `restore ${name}`),
    'verify',
    'switch',
  ];
}

/** Does one step, and writes into the journal that it is done: all but the verification, which every run repeats. */
export async function runStep(step: string, migration: Migration, progress: Progress): Promise<void> {
  if (step === 'verify') return verify(migration, progress);
  if (step === 'switch') return switchOver(migration, progress);
  const before = step === 'freeze' ? await freeze(migration, progress) : await moveStore(step, migration, progress);
  progress.save({ ...before, done: [...before.done, step] });
}

async function freeze({ source, target, components }: Migration, { journal }: Progress): Promise<Journal> {
  await source.running.freeze(components);
  await target.running.freeze(components);
  return journal;
}

async function moveStore(step: string, migration: Migration, { journal, save }: Progress): Promise<Journal> {
  const store = migration.stores.find(({ name }) => step.endsWith(` ${name}`));
  if (store === undefined) throw new Error(`no store for the step ${step}`);
  const file = migration.folder.dump(store.name);
  if (step.startsWith('dump ')) {
    const dump = await writeDump(file, (part) => store.dump(migration.source, part));
    return { ...journal, dumps: { ...journal.dumps, [store.name]: dump } };
  }
  await checkDump(file, journal.dumps[store.name], 'end this migration with --abort and start again');
  // Before the first change, so that no later run takes half a copy for somebody's data.
  const touched = save({ ...journal, touched: [...new Set([...journal.touched, store.name])] });
  await store.clear(migration.target);
  await store.restore(migration.target, file);
  return touched;
}

async function verify({ source, target, stores, components }: Migration, progress: Progress): Promise<void> {
  if (progress.journal.state === 'switching') return;
  const found: string[] = [];
  for (const store of stores) {
    const both = await store.compare(source, target);
    found.push(...differences(both.source, both.target).map((difference) => `${store.name}: ${describe(difference)}`));
  }
  if (found.length === 0) return;
  // The next run starts over: the source goes on now, so the dumps grow old.
  progress.save({ ...progress.journal, done: [], dumps: {} });
  await source.running.thaw(components);
  const more = found.length > MAX_SHOWN ? [`and ${found.length - MAX_SHOWN} more`] : [];
  const lines = [...found.slice(0, MAX_SHOWN), ...more].map((line) => `\n  ${line}`).join('');
  throw new UserError(
    `the copy is not equal, so ${nameOf(source)} was started again and ${nameOf(target)} stays frozen:${lines}`,
    { exitCode: EXIT.failed },
  );
}

function describe({ fact, source, target }: Difference): string {
  return `${fact}: source ${source ?? 'has none'}, target ${target ?? 'has none'}`;
}

async function switchOver(
  { source, target, stores, components, folder }: Migration,
  progress: Progress,
): Promise<void> {
  const { journal, save } = progress;
  let switching = journal;
  if (journal.state !== 'switching') {
    const left: Record<string, Fingerprint> = {};
    for (const store of stores) left[store.name] = await store.fingerprint(source);
    // Before the target can write: from here on there are no two equal copies.
    switching = save({ ...journal, state: 'switching', left });
  }
  await target.running.thaw(components);
  folder.removeDumps();
  save({ ...switching, state: 'finished', done: [...switching.done, 'switch'], dumps: {} });
}
