import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { keptBackups } from '../../../checks/live/backup/kept-backups';
import { nightlyDumps } from '../../../checks/live/backup/nightly-dumps';
import { nightlySuccesses } from '../../../checks/live/backup/nightly-successes';
import { recentBackup } from '../../../checks/live/backup/recent-backup';
import { earliestLastMoment, lastMoment } from '../../../checks/live/backup/schedule';
import type { CheckResult, FoundBackup } from '../../../checks/live/check';
import { writeManifest } from '../../../deploy/backup/manifest';
import type { Model } from '../../../model/model';
import { contextWith, modelOf, resultsOf, staging, statuses } from './support/context';

const withoutRedis: Model = {
  ...staging,
  backingServices: staging.backingServices.filter(({ engine }) => engine === 'postgres'),
};

/** What is said at noon of 10 March when backups of these moments are there; the schedule is each day at 02:00. */
async function judged(times: readonly string[], bytes = 1): Promise<CheckResult | undefined> {
  const service = 'postgres';
  const backups = async () => times.map((time) => ({ name: `b-${time}`, service, createdAt: new Date(time), bytes }));
  const [result] = await resultsOf(recentBackup, contextWith({ backups, model: withoutRedis }));
  return result;
}

test('what the command has kept counts for the services that are in it, each with its bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-kept-'));
  const saved = { engine: 'redis', method: 'compose', serverVersion: '7.0.1', sha256: 'x', facts: {} };
  const services = [
    { ...saved, service: 'redis', bytes: 5 },
    { ...saved, service: 'sessions', bytes: 0 },
  ];
  const createdAt = '2026-03-10T02:00:00.000Z';
  writeManifest(folder, { application: 'a', environment: 'staging', createdAt, services } as never);
  const kept = join(folder, '.manifold', 'staging', 'backups', '20260310T020000Z');
  mkdirSync(kept, { recursive: true });
  renameSync(join(folder, 'backup.json'), join(kept, 'backup.json'));
  const at = { createdAt: new Date(createdAt) };
  expect(keptBackups({ projectFolder: folder, environment: 'staging' }, () => {})).toEqual([
    { name: '20260310T020000Z of redis', service: 'redis', bytes: 5, ...at },
    { name: '20260310T020000Z of sessions', service: 'sessions', bytes: 0, ...at },
  ]);
});

describe('dumps of the night in a cluster', () => {
  const kubectl = (script: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'manifold-kubectl-'));
    writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return `${folder}:${env.PATH}`;
  };
  const found = (script: string, environment = 'staging') =>
    nightlySuccesses(modelOf(environment), { namespace: 'shop', context: 'lab', env: { PATH: kubectl(script) } });
  const job = (name: string, status: object) => ({ metadata: { labels: { 'app.kubernetes.io/name': name } }, status });

  test('the last success of each CronJob counts; one that had none does not', async () => {
    const items = [
      job('postgres-backup', { lastSuccessfulTime: '2026-03-10T02:01:00Z', lastScheduleTime: '2026-03-11T02:00:00Z' }),
      job('postgres-backup-copy', { lastSuccessfulTime: '2026-03-12T02:01:00Z' }),
      job('redis-backup', { lastScheduleTime: '2026-03-11T02:00:00Z' }),
    ];
    const asked = 'get cronjobs --namespace shop --output json --context lab';
    const script = `[ "$*" = '${asked}' ] && cat <<'END'\n${JSON.stringify({ items })}\nEND`;
    expect(await found(script)).toEqual([
      { name: 'the dump of postgres-backup', service: 'postgres', createdAt: new Date('2026-03-10T02:01:00Z') },
    ]);
  });

  test('a cluster that does not answer is an error, and one without backups is not asked', async () => {
    await expect(found('echo no route >&2; exit 1')).rejects.toThrow('no list of CronJobs: no route');
    expect(await found('exit 1', 'development')).toEqual([]);
  });
});

describe('dumps of the night of Compose', () => {
  const model = modelOf('staging');
  const dumper = model.components.find(({ name }) => name === 'postgres-backup');
  /** An engine with these volumes; what it is asked for beside their names is kept in a file. */
  const engine = (files: Readonly<Record<string, readonly string[]>>, trouble = '') => {
    const folder = mkdtempSync(join(tmpdir(), 'manifold-docker-'));
    const listings = Object.entries(files).map(
      ([volume, names]) => `*"--volume ${volume}:/backups:ro "*) printf '%s\\n' ${names.join(' ')} ;;`,
    );
    const script = `#!/bin/sh
${trouble}
[ "$*" = 'volume ls --format {{.Name}}' ] && { printf '%s\\n' other ${Object.keys(files).join(' ')}; exit; }
echo "$*" >> '${join(folder, 'asked')}'
case "$*" in
${listings.join('\n')}
*) echo 'no such volume' >&2; exit 1 ;;
esac
`;
    writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
    return { asked: join(folder, 'asked'), env: { PATH: `${folder}:${env.PATH}` } };
  };
  const names = ['postgres-20260309T020000Z.dump', 'postgres-20260310T020001Z.dump', 'postgres-20260308T020000Z.dump'];

  test('the newest one counts; what is unfinished or of another kind does not, and no volume is made', async () => {
    const unfinished = ['20260311T020000Z.dump.part', '20260312T020000Z.rdb', '20260313T020000Z.dump.sha256'];
    const volume = 'pfm-staging_postgres-backup-dumps';
    const { env: variables, asked } = engine({ [volume]: [...names, ...unfinished.map((end) => `postgres-${end}`)] });
    expect(await nightlyDumps(model, variables)).toEqual([
      { name: 'postgres-20260310T020001Z.dump', service: 'postgres', createdAt: new Date('2026-03-10T02:00:01Z') },
    ]);
    const { user, image } = dumper ?? { user: '', image: { text: '' } };
    const confined = 'run --rm --pull never --network none --read-only --cap-drop ALL';
    expect(readFileSync(asked, 'utf8')).toBe(
      `${confined} --user ${user}:${user} --volume ${volume}:/backups:ro --entrypoint ls ${image.text} /backups\n`,
    );
  });

  test('a volume without a dump, and one of Redis', async () => {
    const { env: variables } = engine({
      'pfm-staging_postgres-backup-dumps': [],
      'pfm-staging_redis-backup-dumps': ['redis-20260310T020000Z.rdb', 'redis-20260310T020000Z.rdb.sha256'],
    });
    expect(await nightlyDumps(model, variables)).toEqual([
      { name: 'redis-20260310T020000Z.rdb', service: 'redis', createdAt: new Date('2026-03-10T02:00:00Z') },
    ]);
  });

  test('an engine that does not answer is an error, and one without backups is not asked', async () => {
    const { env: variables } = engine({}, 'echo no daemon >&2; exit 1');
    await expect(nightlyDumps(model, variables)).rejects.toThrow('no list of dumps: no daemon');
    expect(await nightlyDumps(modelOf('development'), variables)).toEqual([]);
  });

  test.each([
    ['2026-03-09T12:00:00Z', 'passed'],
    ['2026-03-09T09:30:00Z', 'failed'],
  ])('they may have begun by any clock: at 11:00 UTC one of %s has %s', async (time, status) => {
    const backups = async () => [{ name: 'b', service: 'postgres', createdAt: new Date(time) }];
    const now = () => new Date('2026-03-10T12:00:00Z');
    const results = await resultsOf(
      recentBackup,
      contextWith({ backups, now, method: 'compose', model: withoutRedis }),
    );
    expect(results).toMatchObject([{ status }]);
  });
});

describe('recent-backup', () => {
  test('the backup of this night passes, in whichever order they come', async () => {
    const result = await judged(['2026-03-09T02:01:00Z', '2026-03-10T02:00:00Z', '2026-03-08T02:01:00Z']);
    expect(result).toEqual({
      status: 'passed',
      message: 'b-2026-03-10T02:00:00Z is of 2026-03-10T02:00:00.000Z',
    });
  });

  test.each([
    ['none', [], 1, 'no backup of postgres was found'],
    ['that of the night before', ['2026-03-09T02:01:00Z'], 1, '2026-03-10T02:00:00.000Z or later is due'],
    ['an empty one', ['2026-03-10T02:01:00Z'], 0, 'is empty'],
    ['one of tomorrow', ['2026-03-11T02:01:00Z'], 1, 'which is still to come'],
  ])('%s fails', async (_what, times, bytes, message) => {
    const result = await judged(times, bytes);
    expect(result?.status).toBe('failed');
    expect(result?.message).toContain(message);
  });

  test('within the hour of grace that of the night before will do', async () => {
    const createdAt = new Date('2026-03-09T02:01:00Z');
    const backups = async () => [{ name: 'b', service: 'postgres', createdAt, bytes: 1 }];
    const model = withoutRedis;
    const at = async (time: string) =>
      statuses(await resultsOf(recentBackup, contextWith({ backups, model, now: () => new Date(time) })));
    expect(await at('2026-03-10T02:59:00Z')).toEqual({ passed: 1 });
    expect(await at('2026-03-10T03:00:00Z')).toEqual({ failed: 1 });
  });

  test('where nobody knows of backups, and the environment declares them, it fails', async () => {
    expect(await resultsOf(recentBackup, contextWith())).toEqual([
      { status: 'failed', message: 'no backup of postgres was found' },
      { status: 'failed', message: 'no backup of redis was found' },
    ]);
  });

  test('each service is judged by its own newest one, of the night or of the command', async () => {
    const at = (time: string, service: string) => ({ name: service, createdAt: new Date(time), service });
    const judge = async (...found: readonly FoundBackup[]) =>
      (await resultsOf(recentBackup, contextWith({ backups: async () => found }))).map(({ status, message }) => [
        status,
        message.split(' ', 1)[0],
      ]);
    const [fresh, old] = ['2026-03-10T02:01:00Z', '2026-03-09T02:01:00Z'];
    expect(await judge(at(fresh, 'postgres'), at(fresh, 'redis'))).toEqual([
      ['passed', 'postgres'],
      ['passed', 'redis'],
    ]);
    expect(await judge(at(fresh, 'postgres'), at(old, 'redis'))).toEqual([
      ['passed', 'postgres'],
      ['failed', 'redis'],
    ]);
    expect(await judge(at(fresh, 'postgres'))).toEqual([
      ['passed', 'postgres'],
      ['failed', 'no'],
    ]);
    expect(await judge(at(old, 'redis'), at(fresh, 'redis'), at(old, 'postgres'))).toEqual([
      ['failed', 'postgres'],
      ['passed', 'redis'],
    ]);
  });

  test('an environment whose data are all elsewhere is skipped', async () => {
    const results = await resultsOf(recentBackup, contextWith({ model: { ...staging, backingServices: [] } }));
    expect(results).toEqual([{ status: 'skipped', message: 'no builtin backing service keeps data' }]);
  });

  test('an environment without backups is skipped', async () => {
    const results = await resultsOf(recentBackup, contextWith({ model: modelOf('development') }));
    expect(results).toEqual([{ status: 'skipped', message: 'the environment declares no backups' }]);
  });
});

test.each([
  ['0 2 * * *', '2026-03-10T01:59:00Z', '2026-03-09T02:00:00.000Z'],
  ['0 2 * * *', '2026-03-10T02:00:59Z', '2026-03-10T02:00:00.000Z'],
  ['*/15 * * * *', '2026-03-10T01:59:00Z', '2026-03-10T01:45:00.000Z'],
  ['@weekly', '2026-03-10T01:59:00Z', '2026-03-08T00:00:00.000Z'],
  ['@monthly', '2026-03-10T01:59:00Z', '2026-03-01T00:00:00.000Z'],
  ['0 0 29 2 *', '2026-03-10T01:59:00Z', '2024-02-29T00:00:00.000Z'],
  // Either kind of day, because both are narrowed: the 1st, or a Friday.
  ['0 3 1 * 5', '2026-03-10T00:00:00Z', '2026-03-06T03:00:00.000Z'],
  ['@every 1h30m', '2026-03-10T12:00:00Z', '2026-03-10T10:30:00.000Z'],
])('the last moment of %s at %s', (schedule, until, expected) => {
  expect(lastMoment(schedule, new Date(until))?.toISOString()).toBe(expected);
});

test.each([
  // In Honolulu it is one o'clock, and in Paris the clocks were put back.
  ['0 2 * * *', '2026-03-10T11:00:00Z', '2026-03-09T10:15:00.000Z'],
  // A weekend is no gap, wherever Monday has begun.
  ['0 2 * * 1-5', '2026-03-09T01:00:00Z', '2026-03-06T00:15:00.000Z'],
  ['0 * * * *', '2026-03-10T11:05:00Z', '2026-03-10T09:15:00.000Z'],
])('the earliest last moment of %s at %s, wherever its clock is', (schedule, until, expected) => {
  expect(earliestLastMoment(schedule, new Date(until))?.toISOString()).toBe(expected);
  expect(earliestLastMoment('whenever', new Date(until))).toBeUndefined();
});

test('no schedule has no last moment', () => {
  expect(lastMoment('whenever', new Date())).toBeUndefined();
});
