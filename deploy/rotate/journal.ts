import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';
import { makeStateFolder, stateFolder } from '../local/state-folder';
import { METHODS, type Method } from '../method';
import { replaceFile } from '../replace-file';

const VERSION = 1;
const PRIVATE = { file: 0o600, folder: 0o700 };

/** Steps of a rotation, in their order; each may be repeated. */
export const STEPS = ['prepare', 'accept', 'switch', 'start', 'alter', 'ready', 'verify', 'retire'] as const;

export type StepName = (typeof STEPS)[number];

/** How far a rotation has come. It holds names, and never a value: those are in the store of the secrets alone. */
export interface RotationJournal {
  readonly version: typeof VERSION;
  readonly environment: string;
  readonly method: Method;
  readonly startedAt: string;
  /** `secret/key` of what rotates. */
  readonly keys: readonly string[];
  readonly done: readonly StepName[];
}

/** The file of the rotation of an environment, which is there while one is unfinished. */
export interface JournalFile {
  readonly path: string;
  read(): RotationJournal | undefined;
  write(journal: RotationJournal): void;
  remove(): void;
}

/** `.manifold/<environment>/rotation.json`; nothing is made before something is written. */
export function journalFile(project: string, environment: string): JournalFile {
  const path = join(stateFolder(project, environment), 'rotation.json');
  return {
    path,
    read: () => readJournal(path),
    write: (journal) => {
      makeStateFolder(project, environment);
      replaceFile(path, `${JSON.stringify(journal, null, 2)}\n`, PRIVATE);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/** The journal of a rotation that begins. */
export function newJournal(of: Omit<RotationJournal, 'version' | 'done'>): RotationJournal {
  return { version: VERSION, ...of, done: [] };
}

function readJournal(path: string): RotationJournal | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    const journal: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isJournal(journal)) return journal;
  } catch (error) {
    throw new UserError(`cannot read ${path}`, { exitCode: EXIT.failed, cause: error });
  }
  throw new UserError(`${path} is no journal of a rotation that this version can read`, { exitCode: EXIT.failed });
}

function isJournal(value: unknown): value is RotationJournal {
  const journal = value as Partial<RotationJournal> | null;
  const steps: readonly unknown[] = STEPS;
  const methods: readonly unknown[] = METHODS;
  return (
    typeof journal === 'object' &&
    journal?.version === VERSION &&
    methods.includes(journal.method) &&
    Array.isArray(journal.keys) &&
    Array.isArray(journal.done) &&
    journal.done.every((step) => steps.includes(step))
  );
}
