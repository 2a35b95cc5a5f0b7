import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { REPLICA_RUN_FOLDER, REPLICA_SCRIPT } from '../../../model/derive/redis-replica';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'replica-'));
  writeFileSync(join(folder, 'redis-server'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script with a server that only says its arguments, in a folder of its own. */
function start(password: string): { readonly said: string; readonly config: string; readonly users: string } {
  const file = join(folder, 'password');
  writeFileSync(file, password);
  const said = execFileSync('sh', ['-c', REPLICA_SCRIPT.replaceAll(REPLICA_RUN_FOLDER, folder), 'replica'], {
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      PATH: `${folder}:${env.PATH}`,
      PASSWORD_FILE: file,
      PRIMARY_HOST: 'cache',
      PRIMARY_PORT: '6379',
      MAXMEMORY: '1000',
      MAXMEMORY_POLICY: 'noeviction',
    },
  });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { said, config: read('redis.conf'), users: read('users.acl') };
}

test('a replica follows the primary as a user of its own, and its password is no argument', () => {
  const { said, config, users } = start('secret');
  expect(said).toBe(`${folder}/redis.conf\n`);
  expect(config.split('\n')).toEqual(
    expect.arrayContaining([
      'replicaof cache 6379',
      'masteruser replica',
      'masterauth "secret"',
      'replica-read-only yes',
      'save ""',
      'maxmemory 1000',
    ]),
  );
  expect(users).toMatch(
    /^user default on #2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b ~\* .*\nuser probe on #[0-9a-f]{64} -@all \+ping \+info\n$/,
  );
});

test('a password that somebody else made may hold quotes and backslashes', () => {
  expect(start('a"b\\c d%s$HOME').config).toContain('masterauth "a\\"b\\\\c d%s$HOME"\n');
});

test('without a password it does not start', () => {
  expect(() => start('')).toThrow('no password in');
});
