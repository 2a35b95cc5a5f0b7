import fs, { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { findBackup, listBackups } from '../../../deploy/backup/backups';
import { backUpBeforeDeletion } from '../../../deploy/backup/before-deletion';
import { removeOutdated } from '../../../deploy/backup/take-backup';
import { EXIT } from '../../../lib/errors';
import { now, quiet, START, World } from './fake-stores';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

describe('a backup', () => {
  test('is one when every dump was read through; it is found by its time, the newest first', async () => {
    const first = await world.take();
    expect(world.log).toEqual(['dump db', 'read db', 'dump keys', 'read keys']);
    const second = await world.take(() => new Date(START + 1000));
    expect(listBackups(world.place(), quiet).map(({ name }) => name)).toEqual(['20250331T020001Z', '20250331T020000Z']);
    expect(findBackup(world.place(), undefined, quiet)).toEqual(second);
    expect(findBackup(world.place(), first.name, quiet)).toEqual(first);
    expect(() => findBackup(world.place(), '20200101T000000Z', quiet)).toThrow('no backup 20200101T000000Z');
    await expect(world.take()).rejects.toThrow('in this second');
    expect(listBackups(world.place(), quiet)).toHaveLength(2);
  });

  test('whose manifest cannot be read keeps no other one from being found, and stays', async () => {
    const first = await world.take();
    const second = await world.take(() => new Date(START + 1000));
    writeFileSync(join(second.folder, 'backup.json'), '{"version": 1, "serv');
    const notes: string[] = [];
    const tell = (line: string) => void notes.push(line);
    expect(findBackup(world.place(), first.name, tell)).toEqual(first);
    expect(notes).toEqual([]);
    expect(listBackups(world.place(), tell)).toEqual([first]);
    expect(notes).toEqual([`20250331T020001Z is left out: cannot read ${join(second.folder, 'backup.json')}`]);
    expect(findBackup(world.place(), undefined, tell)).toEqual(first);
    expect(() => findBackup(world.place(), second.name, tell)).toThrow('cannot read');
    expect(() => findBackup(world.place(), '../backups/20250331T020000Z', tell)).toThrow('no backup ../');
    expect(removeOutdated(world.place(), { keepDays: 0, now: new Date(START + 86_400_000) }, tell)).toEqual([]);
    expect(existsSync(second.folder)).toBe(true);
  });

  test('is on the disk when it is one: its dumps, its manifest, and the folders that name them', async () => {
    const { openSync, fsyncSync } = fs;
    const names = new Map<number, string>();
    const synced: (string | undefined)[] = [];
    jest.spyOn(fs, 'openSync').mockImplementation((path, ...how) => {
      const descriptor = openSync(path, ...how);
      names.set(descriptor, String(path));
      return descriptor;
    });
    jest.spyOn(fs, 'fsyncSync').mockImplementation((descriptor) => {
      synced.push(names.get(descriptor));
      fsyncSync(descriptor);
    });
    const { folder } = await world.take().finally(() => jest.restoreAllMocks());
    const inside = (name: string) => expect.stringContaining(join(folder, name));
    expect(synced).toEqual([
      inside('db.dump.'),
      inside('keys.dump.'),
      inside('backup.json.'),
      folder,
      join(folder, '..'),
    ]);
  });

  test.each(['dump db', 'read db', 'dump keys', 'read keys'])('that fails at "%s" leaves nothing', async (deed) => {
    world.broken.add(deed);
    await expect(world.take()).rejects.toThrow(`cannot ${deed}`);
    expect(listBackups(world.place(), quiet)).toEqual([]);
    world.broken.clear();
    await world.take();
  });

  test.each([
    ['dump db', ['dump db']],
    ['read db', ['dump db', 'read db']],
  ])('that is interrupted at "%s" ends after it, and leaves nothing', async (deed, done) => {
    world.interruptedAt = deed;
    await expect(world.take()).rejects.toMatchObject({ message: 'interrupted', exitCode: EXIT.failed });
    expect(world.log).toEqual(done);
    expect(readdirSync(join(world.project, '.manifold', 'e2e', 'backups'))).toEqual([]);
  });

  test('removes what was killed a day ago, and neither what is being made nor what is finished', async () => {
    const { folder } = await world.take();
    const root = join(folder, '..');
    const ago = (name: string, hours: number) => utimesSync(join(root, name), 0, START / 1000 + 86_400 - hours * 3600);
    for (const [name, hours] of [
      ['20250330T000000Z', 25],
      ['20250330T000001Z', 23],
      ['20250330T000002Z', 25],
    ] as const) {
      mkdirSync(join(root, name));
      if (name.endsWith('2Z')) writeFileSync(join(root, name, 'db.dump.7.part'), 'being written');
      ago(name, hours);
    }
    writeFileSync(join(root, '20250330T000003Z'), 'no folder');
    ago('20250331T020000Z', 25);
    await world.take(() => new Date(START + 86_400_000));
    expect(readdirSync(root).sort()).toEqual([
      ...['20250330T000001Z', '20250330T000002Z', '20250330T000003Z'],
      ...['20250331T020000Z', '20250401T020000Z'],
    ]);
  });

  test('before a deletion that is interrupted says that nothing was deleted', async () => {
    world.interruptedAt = 'dump db';
    const request = { ...world.place(), application: 'app', now, say: quiet, stores: world.stores() };
    await expect(backUpBeforeDeletion({ ...request, signal: world.interruption.signal })).rejects.toThrow(
      'interrupted: nothing was deleted',
    );
  });

  test('before a deletion that fails says so, and none is needed where nothing is kept', async () => {
    world.broken.add('read keys');
    const request = { ...world.place(), application: 'app', now, say: quiet };
    await expect(backUpBeforeDeletion({ ...request, stores: world.stores() })).rejects.toThrow('nothing was deleted');
    await backUpBeforeDeletion({ ...request, stores: [] });
    expect(listBackups(world.place(), quiet)).toEqual([]);
  });

  test('goes when it is too old', async () => {
    await world.take();
    const later = new Date(START + 10 * 86_400_000);
    expect(removeOutdated(world.place(), { keepDays: 7, now: later }, quiet)).toEqual([]);
    await world.take(() => later);
    expect(removeOutdated(world.place(), { keepDays: 7, now: later }, quiet)).toEqual(['20250331T020000Z']);
    expect(listBackups(world.place(), quiet)).toHaveLength(1);
  });
});
