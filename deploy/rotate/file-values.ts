import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';
import { replaceFile } from '../replace-file';
import type { SecretValues, ValueStore } from './values';

/** As those that `secrets ensure` makes: the folders above are closed to others. */
const MODES = { file: 0o644, folder: 0o700 };

/** Values in files `<folder>/<secret>/<key>`, the folder of the secrets of an environment. */
export class FileValues implements ValueStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async read(secret: string): Promise<SecretValues> {
    const folder = join(this.folder, secret);
    if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return new Map();
    const names = readdirSync(folder).filter((name) => lstatSync(join(folder, name)).isFile());
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  }

  async write(secret: string, changes: ReadonlyMap<string, string | undefined>): Promise<void> {
    try {
      for (const [key, value] of changes) write(join(this.folder, secret, key), value);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`cannot write ${secret}: ${(error as Error).message}`, {
        exitCode: EXIT.failed,
        cause: error,
      });
    }
  }
}

function write(path: string, value: string | undefined): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true)
    throw new UserError(`${path} is a symbolic link: secrets are not kept behind one`, { exitCode: EXIT.failed });
  if (value === undefined) rmSync(path, { force: true });
  else if (found === undefined) replaceFile(path, value, MODES);
  else writeInPlace(path, value);
}

/**
 * Over the same file, since a container that has it mounted would go on with what was renamed away. A write that is cut
 * short is made good by the next run: until then the value stands in a file beside it as well.
 */
function writeInPlace(path: string, value: string): void {
  const file = openSync(path, 'r+');
  try {
    const bytes = Buffer.from(value, 'utf8');
    for (let written = 0; written < bytes.length; )
      written += writeSync(file, bytes, written, bytes.length - written, written);
    ftruncateSync(file, bytes.length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
