import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyProject, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;
beforeAll(() => {
  project = copyProject();
});
afterAll(() => project.remove());

const DAY_MILLISECONDS = 86_400_000;

/** A backup as the command leaves it, of which only the manifest is looked at. */
function addBackup(name: string, daysAgo: number, services: unknown = [service(1000), service(24)]): void {
  const folder = join(project.folder, '.manifold', 'staging', 'backups', name);
  mkdirSync(folder, { recursive: true });
  const createdAt = new Date(Date.now() - daysAgo * DAY_MILLISECONDS).toISOString();
  const manifest = { version: 1, application: 'pfm', environment: 'staging', createdAt, services };
  writeFileSync(join(folder, 'backup.json'), JSON.stringify(manifest));
}

function service(bytes: number) {
  return { service: 'db', engine: 'postgres', method: 'compose', serverVersion: '15.1', bytes, sha256: 'x', facts: {} };
}

test.each(['backup', 'restore', 'drill'])('%s --list tells what there is, the newest first', async (command) => {
  const none = await runIn(project.folder, [command, 'development', '--list']);
  expect(none).toEqual({ code: 0, stdout: 'development has no backup\n', stderr: '' });
  addBackup('20250101T020000Z', 3);
  addBackup('20250102T020000Z', 1);
  mkdirSync(join(project.folder, '.manifold', 'staging', 'backups', '20250103T020000Z'), { recursive: true });
  const { code, stdout } = await runIn(project.folder, [command, 'staging', '--list']);
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    '20250102T020000Z  24 h old  1024 bytes  db, db  no drill',
    '20250101T020000Z  3 d old  1024 bytes  db, db  no drill',
  ]);
  const json = await runIn(project.folder, [command, 'staging', '--list', '--output', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    environment: 'staging',
    backups: [{ name: '20250102T020000Z', bytes: 1024 }, { name: '20250101T020000Z' }],
  });
});

test.each([
  ['services that are no list', { db: 1 }],
  ['a service whose name leads elsewhere', [{ ...service(1), service: '../../other' }]],
])('a manifest with %s is no backup that can be read, and the others are listed', async (_what, services) => {
  addBackup('20250104T020000Z', 1, services);
  const { code, stdout, stderr } = await runIn(project.folder, ['backup', 'staging', '--list']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('backup.json is no backup') });
  expect(stdout).toContain('20250102T020000Z  24 h old');
  expect(stdout).not.toContain('20250104T020000Z');
});

test('a result of a drill that cannot be read is no drill', async () => {
  addBackup('20250105T020000Z', 1);
  writeFileSync(join(project.folder, '.manifold', 'staging', 'backups', '20250105T020000Z', 'drill.json'), '{"outc');
  const { code, stdout } = await runIn(project.folder, ['drill', 'staging', '--list']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('db, db  no drill') });
});

test('an environment whose data are all outside has nothing to back up, and says why', async () => {
  const outside = ['postgres', 'redis'].flatMap((name) => [
    ...['--set', `backingServices.${name}.mode=external`],
    ...['--set', `backingServices.${name}.host=${name}.example.com`],
    ...['--set', `backingServices.${name}.secret={name: ${name}, passwordKey: password}`],
    ...['--set', `backingServices.${name}.cidrs=["10.0.0.0/8"]`],
  ]);
  const words = ['backup', 'staging', '--method', 'compose', ...outside];
  const { code, stderr } = await runIn(project.folder, words, withEngine());
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('postgres runs outside') });
});

test('a restore says first which service of today the backup does not hold', async () => {
  addBackup('20250106T020000Z', 1, [{ ...service(1), service: 'postgres' }]);
  const words = ['restore', 'staging', '20250106T020000Z', '--method', 'compose'];
  const { code, stderr } = await runIn(project.folder, words, withEngine());
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^redis is not in the backup 20250106T020000Z: .*not what was dumped/ms),
  });
});

/** An engine that has the right version and runs nothing. */
function withEngine(): { readonly PATH: string } {
  const bin = join(project.folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const engine = '#!/bin/sh\ncase "$*" in "version "*) echo 28.0.1 ;; "compose version --short") echo 2.39.1 ;; esac\n';
  writeFileSync(join(bin, 'docker'), engine, { mode: 0o755 });
  return { PATH: `${bin}:/usr/bin:/bin` };
}
