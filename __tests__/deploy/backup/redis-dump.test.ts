import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { crc64 } from '../../../deploy/backup/crc64';
import { readRedisDump } from '../../../deploy/backup/redis-dump';
import { dumpedKeys } from '../../../deploy/backup/redis-restore';
import { UserError } from '../../../lib/errors';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-redis-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Word = string | Uint8Array;

function command(...words: readonly Word[]): Buffer {
  const parts = words.map((word) => Buffer.from(word));
  const head = (part: Buffer) => Buffer.concat([Buffer.from(`$${part.length}\r\n`), part, Buffer.from('\r\n')]);
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts.map(head)]);
}

/** A value as DUMP gives it: type, content, version of the format, checksum. */
function payload(content: Word): Buffer {
  const body = Buffer.concat([Buffer.from([0]), Buffer.from(content), Buffer.from([10, 0])]);
  return Buffer.concat([body, crc64(body)]);
}

const restore = (key: Word, content: Word) => command('RESTORE', key, '0', payload(content), 'REPLACE');
const END = command('ECHO', 'end');
/** What redis-cli puts behind each answer. */
const GAP = Buffer.from('\n');

function read(...parts: readonly Uint8Array[]) {
  const file = join(folder, 'keys.dump');
  writeFileSync(file, Buffer.concat(parts));
  return readRedisDump(file);
}

test('keys are counted by database; binary and long values, and a key that comes twice, are no trouble', async () => {
  const long = Buffer.alloc(300_000, 13);
  const binary = Buffer.from([0, 13, 10, 255, 36]);
  const one = [
    command('SELECT', '0'),
    restore('a', 'x'),
    restore(binary, long),
    GAP,
    GAP,
    command('SELECT', '3'),
    restore('c', ''),
  ];
  const facts = await read(...one, END);
  expect(facts).toEqual({
    'database 0': expect.stringMatching(/^2 keys, sha256 [0-9a-f]{64}$/),
    'database 3': expect.stringMatching(/^1 keys, /),
  });
  expect(
    await read(
      command('SELECT', '0'),
      restore(binary, long),
      restore('a', 'x'),
      restore('a', 'x'),
      command('SELECT', '3'),
      restore('c', ''),
      END,
    ),
  ).toEqual(facts);
  expect(await read(END)).toEqual({});
});

test('a key that comes twice counts once, as what it was the last time', async () => {
  const passing = (key: string) => command('RESTORE', key, '9999999999999', payload('xxxx'), 'REPLACE', 'ABSTTL');
  await read(
    command('SELECT', '0'),
    restore('a', 'xxxx'),
    restore('b', 'xxxx'),
    passing('a'),
    passing('c'),
    passing('c'),
    END,
  );
  // A name, a type and a value each.
  expect(await dumpedKeys(join(folder, 'keys.dump'))).toEqual({ lasting: new Map([['0', 1]]), bytes: 3 * 6 });
});

describe('what is damaged is refused', () => {
  const whole = Buffer.concat([command('SELECT', '0'), restore('a', 'x'), GAP, restore('b', 'y'.repeat(50)), END]);

  test('at whatever byte it ends', async () => {
    for (let length = 0; length < whole.length; length++)
      await expect(read(whole.subarray(0, length))).rejects.toThrow(UserError);
  });

  test('whatever bit of a value is another', async () => {
    const at = whole.indexOf('yyy');
    for (let bit = 0; bit < 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      await expect(read(bytes)).rejects.toThrow('checksum');
    }
  });

  test.each([
    ['something behind its end', [whole, END]],
    ['a command that no dump holds', [command('FLUSHALL'), END]],
    ['a key without a value', [command('RESTORE', 'a'), END]],
    ['something that is no command', [Buffer.from('ERR no such thing\r\n'), END]],
    ['something that is no command', [Buffer.from('*1\r\n$999999999\r\n'), END]],
  ])('%s', async (message, parts) => {
    await expect(read(...parts)).rejects.toThrow(message);
  });
});
