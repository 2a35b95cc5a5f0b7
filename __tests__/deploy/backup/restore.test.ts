import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Backup, dumpFile } from '../../../deploy/backup/backups';
import { notRestored } from '../../../deploy/backup/check-backup';
import { restoreBackup } from '../../../deploy/backup/restore-backup';
import { EXIT } from '../../../lib/errors';
import { quiet, World } from './fake-stores';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

function restore(backup: Backup, mayReplace = true) {
  const writers = [{ running: world.running, components: ['web', 'db-backup'] }];
  world.log = [];
  const { signal } = world.interruption;
  return restoreBackup({ backup, stores: world.stores(), writers, mayReplace, say: quiet, signal });
}

describe('a restore', () => {
  test('stops what writes, replaces, and starts it again', async () => {
    const backup = await world.take();
    world.content = { db: '0', keys: '0' };
    await restore(backup);
    expect(world.content).toEqual({ db: '3', keys: '5' });
    expect(world.log).toEqual([
      ...['read db', 'read keys', 'freeze web,db-backup'],
      ...['replace db', 'settle db', 'replace keys', 'settle keys', 'thaw web,db-backup'],
    ]);
  });

  test('of what holds data is refused, unless that is meant; what is empty is filled', async () => {
    const backup = await world.take();
    world.content.db = '';
    await expect(restore(backup, false)).rejects.toThrow('keys holds data already');
    expect(world.log).toEqual(['read db', 'read keys']);
    world.content.keys = '';
    await restore(backup, false);
    expect(world.content).toEqual({ db: '3', keys: '5' });
  });

  test.each([
    ['has another content', (file: string) => writeFileSync(file, '4')],
    ['is gone', (file: string) => rmSync(file)],
  ])('of a dump that %s touches nothing', async (_what, damage) => {
    const backup = await world.take();
    damage(dumpFile(backup.folder, 'keys'));
    await expect(restore(backup)).rejects.toThrow('not what was dumped');
    expect(world.log).toEqual([]);
  });

  test.each([
    ['begin db', true],
    ['replace db', false],
    ['settle db', false],
    ['begin keys', false],
    ['replace keys', false],
  ])('that fails at "%s" starts the components again only when nothing was changed: %s', async (deed, isThawed) => {
    const backup = await world.take();
    world.broken.add(deed);
    await expect(restore(backup)).rejects.toThrow(isThawed ? `cannot ${deed}` : 'stay stopped');
    expect(world.log.includes('thaw web,db-backup')).toBe(isThawed);
  });

  test.each([
    ['read db', ['read db']],
    ['read keys', ['read db', 'read keys']],
    ['freeze web,db-backup', ['read db', 'read keys', 'freeze web,db-backup', 'thaw web,db-backup']],
  ])('that is interrupted at "%s" changes nothing, and stops nothing for longer', async (deed, done) => {
    const backup = await world.take();
    world.content = { db: '0', keys: '0' };
    world.interruptedAt = deed;
    await expect(restore(backup)).rejects.toMatchObject({ message: 'interrupted', exitCode: EXIT.failed });
    expect(world.log).toEqual(done);
    expect(world.content).toEqual({ db: '0', keys: '0' });
  });

  test.each(['replace db', 'settle db'])('that is interrupted at "%s" ends before the next service', async (deed) => {
    const backup = await world.take();
    world.content = { db: '0', keys: '0' };
    world.interruptedAt = deed;
    await expect(restore(backup)).rejects.toThrow('interrupted; the components stay stopped');
    expect(world.content).toEqual({ db: '3', keys: '0' });
    expect(world.log.at(-1)).toBe('settle db');
  });

  test('that is interrupted at its last step is whole', async () => {
    const backup = await world.take();
    world.interruptedAt = 'replace keys';
    await restore(backup);
    expect(world.log.at(-1)).toBe('thaw web,db-backup');
  });

  test('says which services it leaves as they are, and what of the backup has no place', async () => {
    const backup = await world.take();
    expect(notRestored(backup, world.stores())).toEqual([]);
    const other = [
      { store: world.store('db', 'postgres'), running: world.running },
      { store: world.store('sessions', 'redis'), running: world.running },
    ];
    expect(notRestored(backup, other)).toEqual([
      'sessions is not in the backup 20250331T020000Z: what it holds stays as it is',
      'keys of the backup 20250331T020000Z does not run here: it is not restored',
    ]);
  });

  test('of a backup of other services is refused', async () => {
    const backup = await world.take();
    const request = {
      backup,
      stores: [{ store: world.store('other', 'postgres'), running: world.running }],
      writers: [],
      mayReplace: true,
    };
    await expect(restoreBackup({ ...request, say: quiet })).rejects.toThrow('holds db, keys');
  });
});
