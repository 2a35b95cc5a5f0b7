import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';
import { METHODS, type Method } from '../method';
import { replaceFile, replaceSyncedFile } from '../replace-file';
import type { Fingerprint } from './store';

const VERSION = 1;
const PRIVATE = { file: 0o600, folder: 0o700 };

/** A dump on this machine, as it was when it was complete. */
export interface DumpRecord {
  readonly bytes: number;
  readonly sha256: string;
}

/** How far a migration has come; no value of the application stands in it. */
export interface Journal {
  readonly version: typeof VERSION;
  readonly environment: string;
  readonly from: Method;
  readonly to: Method;
  readonly startedAt: string;
  /** Names of the steps that are finished. */
  readonly done: readonly string[];
  readonly dumps: Readonly<Record<string, DumpRecord>>;
  /** Stores of the target that this migration has begun to change. */
  readonly touched: readonly string[];
  /** `switching`: the target may run already, so there is no way back but another migration. */
  readonly state: 'moving' | 'switching' | 'finished';
  /** What an earlier migration has left in this one's target, by store; when finished, what this one has left in its source. */
  readonly left: Readonly<Record<string, Fingerprint>>;
}

/** What was left behind where a method runs, by store, when the environment moved away from there. */
export function leftIn(journal: Journal | undefined, method: Method): Journal['left'] {
  if (journal === undefined) return {};
  const place = journal.state === 'finished' ? journal.from : journal.to;
  return place === method ? journal.left : {};
}

/** Files that a migration keeps below `.manifold` in the folder of the project. */
export interface MigrationFolder {
  readonly folder: string;
  /** The journal. */
  readonly file: string;
  readonly lock: string;
  read(): Journal | undefined;
  write(journal: Journal): void;
  /** Path of the dump of a store. */
  dump(store: string): string;
  removeDumps(): void;
  remove(): void;
}

/** The folder of an environment's migration; nothing is made before something is written. */
export function migrationFolder(project: string, environment: string): MigrationFolder {
  const root = join(project, '.manifold');
  const folder = join(root, environment);
  const file = join(folder, 'migration.json');
  const dumps = join(folder, 'migration');
  const removeDumps = () => rmSync(dumps, { recursive: true, force: true });
  return {
    folder,
    file,
    lock: join(folder, 'migration.lock'),
    read: () => readJournal(file),
    write: (journal) => {
      replaceFile(join(root, '.gitignore'), '*\n');
      replaceSyncedFile(file, `${JSON.stringify(journal, null, 2)}\n`, PRIVATE);
    },
    dump: (store) => {
      mkdirSync(dumps, { recursive: true, mode: PRIVATE.folder });
      return join(dumps, `${store}.dump`);
    },
    removeDumps,
    remove: () => {
      removeDumps();
      rmSync(file, { force: true });
    },
  };
}

/** Removes parts of a dump that were never finished; whatever still writes into one writes into nothing then. */
export function removeParts(dump: string): void {
  const folder = join(dump, '..');
  for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(join(folder, name), { force: true });
}

function readJournal(file: string): Journal | undefined {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    const journal: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isJournal(journal)) return journal;
  } catch (error) {
    throw new UserError(`cannot read ${file}`, { exitCode: EXIT.failed, cause: error });
  }
  throw new UserError(`${file} is no journal of a migration that this version can read`, { exitCode: EXIT.failed });
}

function isJournal(value: unknown): value is Journal {
  const methods: readonly unknown[] = METHODS;
  const journal = value as Partial<Journal> | null;
  return (
    typeof journal === 'object' &&
    journal?.version === VERSION &&
    methods.includes(journal.from) &&
    methods.includes(journal.to) &&
    Array.isArray(journal.done) &&
    Array.isArray(journal.touched) &&
    typeof journal.dumps === 'object' &&
    typeof journal.left === 'object' &&
    (journal.state === 'moving' || journal.state === 'switching' || journal.state === 'finished')
  );
}
