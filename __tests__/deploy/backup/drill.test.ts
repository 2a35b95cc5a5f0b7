import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Backup, findBackup } from '../../../deploy/backup/backups';
import { drillBackup, lastDrill } from '../../../deploy/backup/drill';
import { metricsText } from '../../../deploy/backup/metrics';
import { EXIT } from '../../../lib/errors';
import { now, quiet, START, World } from './fake-stores';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

describe('a drill', () => {
  const drill = (backup: Backup) => {
    world.log = [];
    return drillBackup({ backup, stores: world.stores(), now, signal: world.interruption.signal });
  };

  test.each([
    ['read db', ['read db']],
    ['drill db', ['read db', 'read keys', 'drill db']],
  ])('that is interrupted at "%s" ends after it, and is no result', async (deed, done) => {
    const backup = await world.take();
    world.interruptedAt = deed;
    await expect(drill(backup)).rejects.toMatchObject({ message: 'interrupted', exitCode: EXIT.failed });
    expect(world.log).toEqual(done);
    expect(lastDrill(backup)).toBeUndefined();
  });

  test('ends equal, different or not at all, and leaves what it found beside the backup', async () => {
    const backup = await world.take();
    expect(await drill(backup)).toMatchObject({ outcome: 'equal', services: [{ entries: 3 }, { entries: 5 }] });
    world.broken.add('drill keys');
    expect(await drill(backup)).toMatchObject({ outcome: 'cannot', message: 'cannot drill keys' });
    expect(lastDrill(backup)).toMatchObject({ outcome: 'cannot' });
    world.broken.clear();
    const manifest = join(backup.folder, 'backup.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('5 rows', '6 rows'));
    expect(await drill(findBackup(world.place(), undefined, quiet))).toMatchObject({ outcome: 'different' });
  });

  test.each(['{"outcome": "eq', 'null', '{"outcome": "equal"}', '{"outcome":"equal","at":"today","services":[]}'])(
    'whose result is %j is none',
    async (text) => {
      const backup = await world.take();
      writeFileSync(join(backup.folder, 'drill.json'), text);
      expect(lastDrill(backup)).toBeUndefined();
      expect(metricsText(world.place(), quiet)).not.toContain('restore_drill');
    },
  );

  test('shows in the metrics when it went well; a later one that does not leaves them', async () => {
    const time = START / 1000;
    expect(metricsText(world.place(), quiet)).toBe('');
    const backup = await world.take();
    const labels = (service: string) => `{application="app",environment="e2e",service="${service}"}`;
    const before = metricsText(world.place(), quiet);
    expect(before).toContain(`backup_last_success_timestamp_seconds${labels('db')} ${time}\n`);
    expect(before).toContain(`backup_last_size_bytes${labels('keys')} 1\n`);
    expect(before).not.toContain('restore_drill');
    await drill(backup);
    const after = metricsText(world.place(), quiet);
    expect(after).toContain(`restore_drill_last_success_timestamp_seconds${labels('db')} ${time}\n`);
    await world.take(() => new Date(START + 5000));
    world.broken.add('drill db');
    await drill(findBackup(world.place(), undefined, quiet));
    const last = metricsText(world.place(), quiet);
    expect(last).toContain(`backup_last_success_timestamp_seconds${labels('db')} ${time + 5}\n`);
    expect(last).toContain(`restore_drill_last_success_timestamp_seconds${labels('db')} ${time}\n`);
  });
});
