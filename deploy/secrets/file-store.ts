import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { SecretStore } from './ensure';
import type { ExistingSecret, ExistingSecrets, ExistingVolume } from './plan';

const FOLDER_MODE = 0o700;
const TEMPORARY_PREFIX = '.tmp-';

/** Name of the folder below the project that git must ignore. */
const SECRETS_FOLDER_NAME = '.secrets';

export interface FileStoreOptions {
  readonly fileMode?: 0o600 | 0o644;
  /** Finds the data volumes of backing services, such as those of Docker; without it none is known. */
  readonly volumes?: (model: Model) => Promise<ReadonlyMap<string, ExistingVolume>>;
}

/**
 * Secrets as files `.secrets/<environment>/<secret>/<key>` without a newline at the end. The folders are closed to
 * others; the files are 0600, or 0644 where a container's user is another than the owner of the file.
 */
export class FileStore implements SecretStore {
  private readonly root: string;
  private readonly options: FileStoreOptions;

  constructor(projectFolder: string, options: FileStoreOptions = {}) {
    this.root = join(projectFolder, SECRETS_FOLDER_NAME);
    this.options = options;
  }

  async read(model: Model): Promise<ExistingSecrets> {
    const secrets = new Map<string, ExistingSecret>();
    explained(`cannot read the secrets below ${this.root}`, () => {
      for (const { name } of model.secrets) {
        const folders = this.folders(model, name);
        if (folders.every(isFolder)) secrets.set(name, readSecret(folders[2]));
      }
    });
    return { secrets, volumes: (await this.options.volumes?.(model)) ?? new Map() };
  }

  async add(model: Model, secret: string, values: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const folders = this.folders(model, secret);
    return explained(`cannot write the secret ${secret} below ${this.root}`, () => {
      folders.forEach(makeFolder);
      // The folder ignores itself, whatever the .gitignore of the project says or forgets.
      createFile(join(this.root, '.gitignore'), '*\n', 0o600);
      const lost = new Set<string>();
      for (const [key, value] of values) {
        if (!createFile(join(folders[2], key), value, this.options.fileMode ?? 0o600)) lost.add(key);
      }
      syncFolder(folders[2]);
      return lost;
    });
  }

  private folders(model: Model, secret: string): readonly [string, string, string] {
    const environment = join(this.root, model.environment.name);
    return [this.root, environment, join(environment, secret)];
  }
}

function readSecret(folder: string): ExistingSecret {
  const keys = readdirSync(folder).filter((name) => !name.startsWith(TEMPORARY_PREFIX));
  const emptyKeys = keys.filter((key) => lstatSync(join(folder, key)).size === 0);
  return { keys: new Set(keys), emptyKeys: new Set(emptyKeys), filledKeys: new Set() };
}

/** Whether the folder exists; something else in its place is refused, since secrets would end up elsewhere. */
function isFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.isSymbolicLink()) throw new UserError(`${path} is a symbolic link: secrets are not kept behind one`);
  if (!found.isDirectory()) throw new UserError(`${path} is not a folder: secrets need one there`);
  return true;
}

function makeFolder(path: string): void {
  if (!isFolder(path)) mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  isFolder(path);
  if ((lstatSync(path).mode & 0o777) !== FOLDER_MODE) chmodSync(path, FOLDER_MODE);
}

/** Whole or not at all, and never over a file that exists: a link to a finished file fails when the name is taken. */
function createFile(path: string, content: string, mode: number): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false;
  const temporary = join(path, '..', `${TEMPORARY_PREFIX}${randomUUID()}`);
  try {
    writeFile(temporary, content, mode);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeFile(path: string, content: string, mode: number): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    const bytes = Buffer.from(content, 'utf8');
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    // The umask may have taken away what a container's user needs.
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A new name is only durable once its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Errors of the file system are the user's to mend: a full disk, a read-only folder. */
function explained<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UserError || codeOf(error) === undefined) throw error;
    throw new UserError(`${what}: ${(error as Error).message}`, { exitCode: EXIT.failed, cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
