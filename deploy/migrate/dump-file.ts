import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, statSync } from 'node:fs';
import { EXIT, UserError } from '../../lib/errors';
import { type DumpRecord, removeParts } from './journal';

/** Has a dump written under a name that nobody else writes to, and gives it its own name once it is whole and on the disk. */
export async function writeDump(path: string, write: (part: string) => Promise<void>): Promise<DumpRecord> {
  removeParts(path);
  const part = `${path}.${process.pid}.part`;
  await write(part);
  const file = openSync(part, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(part, path);
  return recordOf(path);
}

/** Throws a `UserError` that gives advice when a dump is not what it was. */
export async function checkDump(path: string, expected: DumpRecord | undefined, advice: string): Promise<void> {
  const found = statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : await recordOf(path);
  if (found !== undefined && found.bytes === expected?.bytes && found.sha256 === expected.sha256) return;
  throw new UserError(`${path} is not what was dumped: ${advice}`, { exitCode: EXIT.failed });
}

async function recordOf(path: string): Promise<DumpRecord> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    const data = chunk as Buffer;
    hash.update(data);
    bytes += data.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
