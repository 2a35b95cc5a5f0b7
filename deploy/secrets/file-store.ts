import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
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
import { UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { SecretStore } from './ensure';
import type { ExistingSecrets } from './plan';

const FOLDER_MODE = 0o700;

/** Name of the folder below the project that git must ignore. */
export const SECRETS_FOLDER_NAME = '.secrets';

/**
 * Secrets as files `.secrets/<environment>/<secret>/<key>` without a newline at the end. The folders are closed to
 * others; the files are 0600, or 0644 where a container's user is another than the owner of the file.
 */
export class FileStore implements SecretStore {
  private readonly root: string;
  private readonly fileMode: number;

  constructor(projectFolder: string, options: { readonly fileMode?: 0o600 | 0o644 } = {}) {
    this.root = join(projectFolder, SECRETS_FOLDER_NAME);
    this.fileMode = options.fileMode ?? 0o600;
  }

  async read(model: Model): Promise<ExistingSecrets> {
    this.refuseLink(this.root);
    const keys = new Map<string, ReadonlySet<string>>();
    for (const secret of model.secrets) {
      const folder = this.folder(model, secret.name);
      if (existsSync(folder))
        keys.set(secret.name, new Set(readdirSync(folder).filter((name) => !name.startsWith('.tmp-'))));
    }
    return { keys, volumes: new Set() };
  }

  async add(model: Model, secret: string, values: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const folder = this.folder(model, secret);
    for (const path of [this.root, join(this.root, model.environment.name), folder]) {
      this.refuseLink(path);
      mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
    }
    const lost = new Set<string>();
    for (const [key, value] of values) if (!this.create(folder, key, value)) lost.add(key);
    return lost;
  }

  private folder(model: Model, secret: string): string {
    return join(this.root, model.environment.name, secret);
  }

  /** Whole or not at all, and never over a file that exists: a link to a finished file fails when the name is taken. */
  private create(folder: string, key: string, value: string): boolean {
    const temporary = join(folder, `.tmp-${randomUUID()}`);
    const file = openSync(temporary, 'wx', this.fileMode);
    try {
      writeSync(file, value);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      linkSync(temporary, join(folder, key));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  private refuseLink(path: string): void {
    if (existsSync(path) && lstatSync(path).isSymbolicLink())
      throw new UserError(`${path} is a symbolic link: secrets are not written through one`);
  }
}
