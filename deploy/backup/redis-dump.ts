import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { EXIT, UserError } from '../../lib/errors';
import { crc64 } from './crc64';
import type { Facts } from './facts';

/** Last command of a dump: without it the end is missing. */
export const LAST_COMMAND = ['ECHO', 'end'] as const;

/** Version of the format, and checksum, behind each dumped value. */
const FOOTER_BYTES = 10;
const CHECKSUM_BYTES = 8;
/** No value of Redis is longer. */
const MOST_BYTES = 512 * 1024 * 1024 + 64;
const LONGEST_LINE = 32;
const LINE_END = 10;

/** A key as a dump holds it. */
export interface DumpedKey {
  readonly database: string;
  readonly name: string;
  /** Whether it does not expire. */
  readonly isLasting: boolean;
  /** Of the name and the value. */
  readonly bytes: number;
}

/**
 * Reads a dump of Redis to its end: every command has to be one that a dump holds, every value has to have its checksum.
 * Gives keys and a checksum for each database; throws a `UserError` where it is damaged. Each key is shown to `visit`.
 */
export async function readRedisDump(file: string, visit: (key: DumpedKey) => void = () => {}): Promise<Facts> {
  const reader = new WordReader(createReadStream(file));
  const databases = new Map<string, string[]>();
  let database = '';
  for (;;) {
    const words = await command(reader, file);
    const [name] = words.map((word) => word.toString('latin1'));
    if (name === LAST_COMMAND[0]) break;
    if (name === 'SELECT') database = String(words[1]);
    else if (name === 'RESTORE') {
      addKey(databases, database, keyOf(words, file));
      visit(dumpedKey(words, database));
    } else throw damaged(file, 'a command that no dump holds');
  }
  if (!(await reader.isAtEnd())) throw damaged(file, 'something behind its end');
  return Object.fromEntries([...databases].map(([name, keys]) => [`database ${name}`, summaryOf(keys)]));
}

function addKey(databases: Map<string, string[]>, database: string, key: string): void {
  const keys = databases.get(database) ?? [];
  if (keys.length === 0) databases.set(database, keys);
  keys.push(key);
}

/** Checksum of a key with its value and expiry. */
function keyOf(words: readonly Buffer[], file: string): string {
  const [, key, expiry, payload] = words;
  if (key === undefined || expiry === undefined || payload === undefined || payload.length <= FOOTER_BYTES)
    throw damaged(file, 'a key without a value');
  const end = payload.length - CHECKSUM_BYTES;
  if (!crc64(payload.subarray(0, end)).equals(payload.subarray(end)))
    throw damaged(file, 'a value whose checksum is wrong');
  const hash = createHash('sha256');
  for (const part of [key, expiry, payload]) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

function dumpedKey([, key, expiry, payload]: readonly Buffer[], database: string): DumpedKey {
  const name = key?.toString('latin1') ?? '';
  const bytes = name.length + (payload?.length ?? 0) - FOOTER_BYTES;
  return { database, name, isLasting: expiry?.toString('latin1') === '0', bytes };
}

/** A SCAN may give a key twice. */
function summaryOf(keys: readonly string[]): string {
  const distinct = [...new Set(keys)].sort();
  return `${distinct.length} keys, sha256 ${createHash('sha256').update(distinct.join('\n')).digest('hex')}`;
}

async function command(reader: WordReader, file: string): Promise<readonly Buffer[]> {
  // redis-cli ends each answer with one, which a server skips too.
  await reader.skip(LINE_END);
  const count = await size(reader, '*', file);
  const words: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const bytes = await size(reader, '$', file);
    const word = await reader.take(bytes + 2);
    if (word === undefined || word.subarray(bytes).toString('latin1') !== '\r\n') throw damaged(file, 'no end');
    words.push(word.subarray(0, bytes));
  }
  return words;
}

async function size(reader: WordReader, sign: string, file: string): Promise<number> {
  const line = await reader.line();
  const digits = line?.startsWith(sign) === true ? line.slice(1) : '';
  const value = /^[0-9]{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
  if (value <= MOST_BYTES) return value;
  throw damaged(file, line === undefined ? 'no end' : 'something that is no command');
}

function damaged(file: string, what: string): UserError {
  return new UserError(`${file} is damaged: it has ${what}`, { exitCode: EXIT.failed });
}

/** Takes lines and stretches of bytes from a stream. */
class WordReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** As many bytes, or undefined where there are fewer. */
  async take(bytes: number): Promise<Buffer | undefined> {
    const parts = [this.held];
    let length = this.held.length;
    while (length < bytes) {
      const next = await this.chunks.next();
      if (next.done === true) return undefined;
      parts.push(next.value);
      length += next.value.length;
    }
    const whole = parts.length === 1 ? this.held : Buffer.concat(parts);
    this.held = whole.subarray(bytes);
    return whole.subarray(0, bytes);
  }

  /** Up to the next line end, which goes; undefined where there is none near. */
  async line(): Promise<string | undefined> {
    let end = this.held.indexOf('\r\n');
    while (end === -1 && this.held.length < LONGEST_LINE) {
      const next = await this.chunks.next();
      if (next.done === true) return undefined;
      this.held = Buffer.concat([this.held, next.value]);
      end = this.held.indexOf('\r\n');
    }
    if (end === -1 || end > LONGEST_LINE) return undefined;
    const line = this.held.subarray(0, end).toString('latin1');
    this.held = this.held.subarray(end + 2);
    return line;
  }

  /** Leaves out every byte of this value that is next. */
  async skip(byte: number): Promise<void> {
    for (;;) {
      const end = this.held.findIndex((each) => each !== byte);
      this.held = end === -1 ? Buffer.alloc(0) : this.held.subarray(end);
      if (end !== -1) return;
      const next = await this.chunks.next();
      if (next.done === true) return;
      this.held = next.value;
    }
  }

  async isAtEnd(): Promise<boolean> {
    return this.held.length === 0 && (await this.chunks.next()).done === true;
  }
}
