import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath, pid } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withLock } from '../../../deploy/migrate/lock';
import { EXIT } from '../../../lib/errors';

let folder: string;
const lock = () => join(folder, 'x', 'migration.lock');
const deadPid = (): number => spawnSync(execPath, ['-e', '']).pid;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (owner: unknown) =>
  withLock(lock(), async () => {}).then(() =>
    writeFileSync(lock(), typeof owner === 'string' ? owner : JSON.stringify(owner)),
  );

test('only one holds it, and it is gone after, also after a failure', async () => {
  await withLock(lock(), async () => {
    expect(JSON.parse(readFileSync(lock(), 'utf8'))).toEqual({ pid, host: hostname() });
    await expect(withLock(lock(), async () => 'in')).rejects.toMatchObject({ exitCode: EXIT.locked });
    expect(existsSync(lock())).toBe(true);
  });
  await expect(withLock(lock(), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(readdirSync(join(folder, 'x'))).toEqual([]);
});

test('that of a dead process of this machine is taken over', async () => {
  await write({ pid: deadPid(), host: hostname() });
  expect(await withLock(lock(), async () => readdirSync(join(folder, 'x')))).toEqual(['migration.lock']);
});

test.each([
  ['a live process', () => ({ pid, host: hostname() })],
  ['another machine', () => ({ pid: deadPid(), host: 'elsewhere' })],
  ['nobody knows whom', () => 'x'],
])('that of %s is left alone', async (_whose, owner) => {
  await write(owner());
  const before = readFileSync(lock(), 'utf8');
  await expect(withLock(lock(), async () => 'in')).rejects.toMatchObject({ exitCode: EXIT.locked });
  expect(readFileSync(lock(), 'utf8')).toBe(before);
});
