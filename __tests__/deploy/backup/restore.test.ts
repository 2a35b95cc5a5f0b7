import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { BackupStore } from '../../../deploy/backup/backup-store';
import { type Backup, dumpFile, findBackup, listBackups } from '../../../deploy/backup/backups';
import { backUpBeforeDeletion } from '../../../deploy/backup/before-deletion';
import { notRestored } from '../../../deploy/backup/check-backup';
import { drillBackup, lastDrill } from '../../../deploy/backup/drill';
import { metricsText } from '../../../deploy/backup/metrics';
import { restoreBackup } from '../../../deploy/backup/restore-backup';
import { removeOutdated, takeBackup } from '../../../deploy/backup/take-backup';
import { UnchangedError } from '../../../deploy/backup/unchanged';
import type { Running } from '../../../deploy/running';
import { EXIT, UserError } from '../../../lib/errors';

type Deed = 'dump' | 'read' | 'replace' | 'settle' | 'drill';

let project: string;
let log: string[];
let content: Record<string, string>;
/** Deeds that fail, as `what service`. */
let broken: Set<string>;
/** What is done when somebody presses Ctrl-C. */
let interruptedAt: string;
let interruption: AbortController;

const START = Date.parse('2025-03-31T02:00:00Z');
const now = () => new Date(START);
const quiet = () => {};
const place = () => ({ projectFolder: project, environment: 'e2e' });

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'manifold-backup-'));
  log = [];
  content = { db: '3', keys: '5' };
  broken = new Set();
  interruptedAt = '';
  interruption = new AbortController();
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const refuse = (): Promise<never> => Promise.reject(new Error('stores are fakes here'));
const running: Running = {
  method: 'compose',
  containers: async () => [],
  execute: refuse,
  open: refuse,
  restart: refuse,
  freeze: async (components) => note(`freeze ${components.join()}`),
  thaw: async (components) => note(`thaw ${components.join()}`),
};

function note(line: string): void {
  log.push(line);
  if (line === interruptedAt) interruption.abort();
}

function store(name: string, engine: BackupStore['engine']): BackupStore {
  const deed = (what: Deed) => {
    note(`${what} ${name}`);
    if (broken.has(`${what} ${name}`)) throw new UserError(`cannot ${what} ${name}`);
  };
  const facts = (rows: string) => ({ 'table t': `${rows} rows, md5 x` });
  return {
    name,
    engine,
    version: async () => '15.1',
    checkVersion: async () => {},
    dump: async (_side, file) => {
      writeFileSync(file, content[name] ?? '');
      deed('dump');
      return facts(content[name] ?? '');
    },
    read: async () => deed('read'),
    isEmpty: async () => content[name] === '',
    replace: async (_side, file) => {
      if (broken.has(`begin ${name}`)) throw new UnchangedError(`cannot begin ${name}`);
      deed('replace');
      content[name] = readFileSync(file, 'utf8');
    },
    settle: async () => deed('settle'),
    drill: async (_side, file) => {
      deed('drill');
      return facts(readFileSync(file, 'utf8'));
    },
  };
}

const stores = () => [
  { store: store('db', 'postgres'), running },
  { store: store('keys', 'redis'), running },
];

function take(when = now): Promise<Backup> {
  const { signal } = interruption;
  return takeBackup({ ...place(), application: 'app', stores: stores(), now: when, say: quiet, signal });
}

function restore(backup: Backup, mayReplace = true) {
  const writers = [{ running, components: ['web', 'db-backup'] }];
  log = [];
  const { signal } = interruption;
  return restoreBackup({ backup, stores: stores(), writers, mayReplace, say: quiet, signal });
}

describe('a backup', () => {
  test('is one when every dump was read through; it is found by its time, the newest first', async () => {
    const first = await take();
    expect(log).toEqual(['dump db', 'read db', 'dump keys', 'read keys']);
    const second = await take(() => new Date(START + 1000));
    expect(listBackups(place(), quiet).map(({ name }) => name)).toEqual(['20250331T020001Z', '20250331T020000Z']);
    expect(findBackup(place(), undefined, quiet)).toEqual(second);
    expect(findBackup(place(), first.name, quiet)).toEqual(first);
    expect(() => findBackup(place(), '20200101T000000Z', quiet)).toThrow('no backup 20200101T000000Z');
    await expect(take()).rejects.toThrow('in this second');
    expect(listBackups(place(), quiet)).toHaveLength(2);
  });

  test('whose manifest cannot be read keeps no other one from being found, and stays', async () => {
    const first = await take();
    const second = await take(() => new Date(START + 1000));
    writeFileSync(join(second.folder, 'backup.json'), '{"version": 1, "serv');
    const notes: string[] = [];
    const tell = (line: string) => void notes.push(line);
    expect(findBackup(place(), first.name, tell)).toEqual(first);
    expect(notes).toEqual([]);
    expect(listBackups(place(), tell)).toEqual([first]);
    expect(notes).toEqual([`20250331T020001Z is left out: cannot read ${join(second.folder, 'backup.json')}`]);
    expect(findBackup(place(), undefined, tell)).toEqual(first);
    expect(() => findBackup(place(), second.name, tell)).toThrow('cannot read');
    expect(() => findBackup(place(), '../backups/20250331T020000Z', tell)).toThrow('no backup ../');
    expect(removeOutdated(place(), { keepDays: 0, now: new Date(START + 86_400_000) }, tell)).toEqual([]);
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
    const { folder } = await take().finally(() => jest.restoreAllMocks());
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
    broken.add(deed);
    await expect(take()).rejects.toThrow(`cannot ${deed}`);
    expect(listBackups(place(), quiet)).toEqual([]);
    broken.clear();
    await take();
  });

  test.each([
    ['dump db', ['dump db']],
    ['read db', ['dump db', 'read db']],
  ])('that is interrupted at "%s" ends after it, and leaves nothing', async (deed, done) => {
    interruptedAt = deed;
    await expect(take()).rejects.toMatchObject({ message: 'interrupted', exitCode: EXIT.failed });
    expect(log).toEqual(done);
    expect(readdirSync(join(project, '.manifold', 'e2e', 'backups'))).toEqual([]);
  });

  test('removes what was killed a day ago, and neither what is being made nor what is finished', async () => {
    const { folder } = await take();
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
    await take(() => new Date(START + 86_400_000));
    expect(readdirSync(root).sort()).toEqual([
      ...['20250330T000001Z', '20250330T000002Z', '20250330T000003Z'],
      ...['20250331T020000Z', '20250401T020000Z'],
    ]);
  });

  test('before a deletion that is interrupted says that nothing was deleted', async () => {
    interruptedAt = 'dump db';
    const request = { ...place(), application: 'app', now, say: quiet, stores: stores() };
    await expect(backUpBeforeDeletion({ ...request, signal: interruption.signal })).rejects.toThrow(
      'interrupted: nothing was deleted',
    );
  });

  test('before a deletion that fails says so, and none is needed where nothing is kept', async () => {
    broken.add('read keys');
    const request = { ...place(), application: 'app', now, say: quiet };
    await expect(backUpBeforeDeletion({ ...request, stores: stores() })).rejects.toThrow('nothing was deleted');
    await backUpBeforeDeletion({ ...request, stores: [] });
    expect(listBackups(place(), quiet)).toEqual([]);
  });

  test('goes when it is too old', async () => {
    await take();
    const later = new Date(START + 10 * 86_400_000);
    expect(removeOutdated(place(), { keepDays: 7, now: later }, quiet)).toEqual([]);
    await take(() => later);
    expect(removeOutdated(place(), { keepDays: 7, now: later }, quiet)).toEqual(['20250331T020000Z']);
    expect(listBackups(place(), quiet)).toHaveLength(1);
  });
});

describe('a restore', () => {
  test('stops what writes, replaces, and starts it again', async () => {
    const backup = await take();
    content = { db: '0', keys: '0' };
    await restore(backup);
    expect(content).toEqual({ db: '3', keys: '5' });
    expect(log).toEqual([
      ...['read db', 'read keys', 'freeze web,db-backup'],
      ...['replace db', 'settle db', 'replace keys', 'settle keys', 'thaw web,db-backup'],
    ]);
  });

  test('of what holds data is refused, unless that is meant; what is empty is filled', async () => {
    const backup = await take();
    content.db = '';
    await expect(restore(backup, false)).rejects.toThrow('keys holds data already');
    expect(log).toEqual(['read db', 'read keys']);
    content.keys = '';
    await restore(backup, false);
    expect(content).toEqual({ db: '3', keys: '5' });
  });

  test.each([
    ['has another content', (file: string) => writeFileSync(file, '4')],
    ['is gone', (file: string) => rmSync(file)],
  ])('of a dump that %s touches nothing', async (_what, damage) => {
    const backup = await take();
    damage(dumpFile(backup.folder, 'keys'));
    await expect(restore(backup)).rejects.toThrow('not what was dumped');
    expect(log).toEqual([]);
  });

  test.each([
    ['begin db', true],
    ['replace db', false],
    ['settle db', false],
    ['begin keys', false],
    ['replace keys', false],
  ])('that fails at "%s" starts the components again only when nothing was changed: %s', async (deed, isThawed) => {
    const backup = await take();
    broken.add(deed);
    await expect(restore(backup)).rejects.toThrow(isThawed ? `cannot ${deed}` : 'stay stopped');
    expect(log.includes('thaw web,db-backup')).toBe(isThawed);
  });

  test.each([
    ['read db', ['read db']],
    ['read keys', ['read db', 'read keys']],
    ['freeze web,db-backup', ['read db', 'read keys', 'freeze web,db-backup', 'thaw web,db-backup']],
  ])('that is interrupted at "%s" changes nothing, and stops nothing for longer', async (deed, done) => {
    const backup = await take();
    content = { db: '0', keys: '0' };
    interruptedAt = deed;
    await expect(restore(backup)).rejects.toMatchObject({ message: 'interrupted', exitCode: EXIT.failed });
    expect(log).toEqual(done);
    expect(content).toEqual({ db: '0', keys: '0' });
  });

  test.each(['replace db', 'settle db'])('that is interrupted at "%s" ends before the next service', async (deed) => {
    const backup = await take();
    content = { db: '0', keys: '0' };
    interruptedAt = deed;
    await expect(restore(backup)).rejects.toThrow('interrupted; the components stay stopped');
    expect(content).toEqual({ db: '3', keys: '0' });
    expect(log.at(-1)).toBe('settle db');
  });

  test('that is interrupted at its last step is whole', async () => {
    const backup = await take();
    interruptedAt = 'replace keys';
    await restore(backup);
    expect(log.at(-1)).toBe('thaw web,db-backup');
  });

  test('says which services it leaves as they are, and what of the backup has no place', async () => {
    const backup = await take();
    expect(notRestored(backup, stores())).toEqual([]);
    const other = [
      { store: store('db', 'postgres'), running },
      { store: store('sessions', 'redis'), running },
    ];
    expect(notRestored(backup, other)).toEqual([
      'sessions is not in the backup 20250331T020000Z: what it holds stays as it is',
      'keys of the backup 20250331T020000Z does not run here: it is not restored',
    ]);
  });

  test('of a backup of other services is refused', async () => {
    const backup = await take();
    const request = { backup, stores: [{ store: store('other', 'postgres'), running }], writers: [], mayReplace: true };
    await expect(restoreBackup({ ...request, say: quiet })).rejects.toThrow('holds db, keys');
  });
});

describe('a drill', () => {
  const drill = (backup: Backup) => {
    log = [];
    return drillBackup({ backup, stores: stores(), now, signal: interruption.signal });
  };

  test.each([
    ['read db', ['read db']],
    ['drill db', ['read db', 'read keys', 'drill db']],
  ])('that is interrupted at "%s" ends after it, and is no result', async (deed, done) => {
    const backup = await take();
    interruptedAt = deed;
    await expect(drill(backup)).rejects.toMatchObject({ message: 'interrupted', exitCode: EXIT.failed });
    expect(log).toEqual(done);
    expect(lastDrill(backup)).toBeUndefined();
  });

  test('ends equal, different or not at all, and leaves what it found beside the backup', async () => {
    const backup = await take();
    expect(await drill(backup)).toMatchObject({ outcome: 'equal', services: [{ entries: 3 }, { entries: 5 }] });
    broken.add('drill keys');
    expect(await drill(backup)).toMatchObject({ outcome: 'cannot', message: 'cannot drill keys' });
    expect(lastDrill(backup)).toMatchObject({ outcome: 'cannot' });
    broken.clear();
    const manifest = join(backup.folder, 'backup.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('5 rows', '6 rows'));
    expect(await drill(findBackup(place(), undefined, quiet))).toMatchObject({ outcome: 'different' });
  });

  test.each(['{"outcome": "eq', 'null', '{"outcome": "equal"}', '{"outcome":"equal","at":"today","services":[]}'])(
    'whose result is %j is none',
    async (text) => {
      const backup = await take();
      writeFileSync(join(backup.folder, 'drill.json'), text);
      expect(lastDrill(backup)).toBeUndefined();
      expect(metricsText(place(), quiet)).not.toContain('restore_drill');
    },
  );

  test('shows in the metrics when it went well; a later one that does not leaves them', async () => {
    const time = START / 1000;
    expect(metricsText(place(), quiet)).toBe('');
    const backup = await take();
    const labels = (service: string) => `{application="app",environment="e2e",service="${service}"}`;
    const before = metricsText(place(), quiet);
    expect(before).toContain(`backup_last_success_timestamp_seconds${labels('db')} ${time}\n`);
    expect(before).toContain(`backup_last_size_bytes${labels('keys')} 1\n`);
    expect(before).not.toContain('restore_drill');
    await drill(backup);
    const after = metricsText(place(), quiet);
    expect(after).toContain(`restore_drill_last_success_timestamp_seconds${labels('db')} ${time}\n`);
    await take(() => new Date(START + 5000));
    broken.add('drill db');
    await drill(findBackup(place(), undefined, quiet));
    const last = metricsText(place(), quiet);
    expect(last).toContain(`backup_last_success_timestamp_seconds${labels('db')} ${time + 5}\n`);
    expect(last).toContain(`restore_drill_last_success_timestamp_seconds${labels('db')} ${time}\n`);
  });
});
