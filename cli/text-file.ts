import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../lib/errors';
import { decodeUtf8 } from '../lib/utf8';

/** The text of a file that an option names; throws a `UserError` that never holds any of it, as it may be a secret. */
export function readTextFile(file: string, workingDirectory: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(workingDirectory, file));
  } catch (error) {
    throw new UserError(`cannot read ${file}`, { cause: error });
  }
  const decoded = decodeUtf8(bytes);
  if (decoded.isText) return decoded.text;
  throw new UserError(`${file}:${decoded.line}:${decoded.column}: not valid UTF-8`);
}
