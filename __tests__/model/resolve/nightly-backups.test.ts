import { expect, test } from '@jest/globals';
import { isDumped } from '../../../model/derive/backup-script';
import { deriveCapacity } from '../../../model/derive/capacity';
import { deriveNetwork } from '../../../model/derive/network';
import { loadProject } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import type { Model } from '../../../model/model';
import { withPlacesOfServices } from '../../../model/resolve/places-of-services';
import { copySchedule } from '../../../model/schema/scalars/later-schedule';
import { REPOSITORY } from '../../support/command-line';
import { exampleModel, stagingModel as modelOf } from '../../support/staging-model';

const backupOf = ({ components }: Model) => components.find(({ name }) => name === 'postgres-backup');

test('a builtin PostgreSQL is dumped by its own image and user, as the environment says', () => {
  const model = modelOf(['backups.keepDays=3', 'backups.storage=7Gi', 'backups.schedule=15 4 * * *']);
  const [postgres] = model.backingServices.filter(({ name }) => name === 'postgres');
  if (postgres?.hosting.mode !== 'builtin') throw new Error('the example has a builtin PostgreSQL');
  expect(backupOf(model)).toMatchObject({
    kind: 'cron',
    image: postgres.hosting.image,
    user: postgres.hosting.userId,
    needs: [{ name: 'postgres', kind: 'backingService' }],
    volumes: [{ path: '/backups', sizeBytes: 7 * 2 ** 30 }],
    run: { schedule: '15 4 * * *', concurrency: 'Forbid' },
    variables: expect.arrayContaining([
      { name: 'KEEP_DAYS', value: { kind: 'literal', text: '3' } },
      { name: 'PASSWORD_FILE', value: { kind: 'secret', secret: 'postgres', key: 'password', as: 'file' } },
    ]),
  });
});

test('without a size of its own, the volume is as large as that of the database', () => {
  expect(backupOf(modelOf(['backingServices.postgres.storage.size=9Gi']))?.volumes).toMatchObject([
    { sizeBytes: 9 * 2 ** 30 },
  ]);
});

test('a Redis is dumped by its own image where its data last, with the password as a file', () => {
  const model = modelOf();
  const redis = model.backingServices.find((service) => service.engine === 'redis');
  if (redis?.engine !== 'redis' || redis.hosting.mode !== 'builtin') throw new Error('the example has a builtin Redis');
  expect(model.components.find(({ name }) => name === 'redis-backup')).toMatchObject({
    kind: 'cron',
    image: redis.hosting.image,
    needs: [{ name: 'redis', kind: 'backingService' }],
    volumes: [{ sizeBytes: redis.hosting.storageBytes }],
    variables: expect.arrayContaining([
      { name: 'PASSWORD_FILE', value: { kind: 'secret', secret: 'redis', key: 'password', as: 'file' } },
      { name: 'REDIS_PORT', value: { kind: 'literal', text: '6379' } },
    ]),
  });
  expect(isDumped(redis)).toBe(true);
  expect(isDumped({ ...redis, persistence: 'none' })).toBe(false);
});

test('nothing is dumped where the environment has no backups, or the database is outside', () => {
  const outside = ['mode=external', 'host=db.example.com', 'secret={name: db, passwordKey: p}', 'cidrs=["10.0.0.0/8"]'];
  expect(backupOf(exampleModel('development'))).toBeUndefined();
  expect(backupOf(modelOf(outside.map((each) => `backingServices.postgres.${each}`)))).toBeUndefined();
});

test('a dump is made where its database is placed, unless it has a place of its own', () => {
  const { components } = modelOf();
  expect(withPlacesOfServices({}, components)).toEqual({});
  expect(withPlacesOfServices({ backend: 'compose' }, components)).toEqual({ backend: 'compose' });
  expect(withPlacesOfServices({ postgres: 'compose' }, components)).toEqual({
    postgres: 'compose',
    'postgres-backup': 'compose',
    'postgres-drill': 'compose',
  });
  expect(withPlacesOfServices({ postgres: 'compose', 'postgres-backup': 'helm' }, components)).toMatchObject({
    'postgres-backup': 'helm',
    // It reads the dumps where they lie.
    'postgres-drill': 'helm',
  });
});

const S3 = [
  'backups.s3.bucket=dumps',
  'backups.s3.region=eu-central-1',
  'backups.s3.prefix=shop/live',
  'backups.s3.credentials={secret: notifications, accessKeyId: url, secretAccessKey: url}',
];

test('a drill reads the volume of the dumps, and takes no claim of its own', () => {
  const model = modelOf(['backups.drill.schedule=5 5 * * 1']);
  const drill = model.components.find(({ name }) => name === 'postgres-drill');
  expect(drill).toMatchObject({
    image: backupOf(model)?.image,
    user: backupOf(model)?.user,
    volumes: [{ name: 'dumps', of: 'postgres-backup' }],
    run: { schedule: '5 5 * * 1', backoffLimit: 0 },
  });
  const claims = deriveCapacity(model)
    .workloads.filter(({ claims: count }) => count > 0)
    .map(({ name }) => name);
  expect(claims).toEqual(expect.arrayContaining(['postgres-backup', 'redis-backup']));
  expect(claims).not.toContain('postgres-drill');
});

test('a drill of Redis talks to nobody', () => {
  const drill = modelOf().components.find(({ name }) => name === 'redis-drill');
  expect(drill).toMatchObject({ needs: [], volumes: [{ of: 'redis-backup' }] });
  expect(drill?.variables.filter(({ value }) => value.kind === 'secret')).toEqual([]);
});

test('copies leave for the storage on port 443 alone, with their key as variables of a Secret', () => {
  const model = modelOf(S3);
  const copy = model.components.find(({ name }) => name === 'postgres-backup-copy');
  const key = { kind: 'secret', secret: 'notifications', key: 'url', as: 'value' };
  expect(copy).toMatchObject({
    image: { text: 'rclone/rclone:1.68.2' },
    user: backupOf(model)?.user,
    volumes: [{ of: 'postgres-backup' }],
    run: { schedule: '30 2 * * *' },
    variables: expect.arrayContaining([
      { name: 'COPY_TARGET', value: { kind: 'literal', text: 'copies:dumps/shop/live/postgres' } },
      { name: 'RCLONE_CONFIG_COPIES_PROVIDER', value: { kind: 'literal', text: 'AWS' } },
      { name: 'RCLONE_CONFIG_COPIES_SECRET_ACCESS_KEY', value: key },
    ]),
  });
  const { egress, edges } = deriveNetwork(model);
  expect(egress.filter(({ from }) => from === copy?.name)).toEqual([
    { from: 'postgres-backup-copy', to: 'backup-storage', port: 443, cidrs: [] },
  ]);
  expect(edges.filter(({ from }) => from === copy?.name)).toEqual([]);
});

test('another storage has its own address and port', () => {
  const model = modelOf([...S3, 'backups.s3.endpoint=https://s3.example.com:8443', 'backups.s3.schedule=0 5 * * *']);
  expect(model.externals.find(({ name }) => name === 'backup-storage')).toMatchObject({
    host: 's3.example.com',
    port: 8443,
  });
  expect(model.components.find(({ name }) => name === 'redis-backup-copy')?.run?.schedule).toBe('0 5 * * *');
});

test.each([
  ['a secret that nobody declared', '{secret: gone, accessKeyId: url, secretAccessKey: url}', 'unknown secret "gone"'],
  [
    'a key that it does not have',
    '{secret: notifications, accessKeyId: id, secretAccessKey: url}',
    'unknown key of the secret notifications "id"',
  ],
])('credentials of %s are an error', (_what, credentials, named) => {
  const set = [...S3, `backups.s3.credentials=${credentials}`];
  const { issues } = loadProject(openProject('.', REPOSITORY), { environments: ['staging'], set });
  expect(issues.map(({ message }) => message).join()).toContain(named);
});

test.each([
  ['0 2 * * *', '30 2 * * *'],
  ['45 2 * * 1-5', '15 3 * * 1-5'],
  ['45 23 * * *', '15 0 * * *'],
  ['50 * * * *', '20 * * * *'],
  ['10 */6 * * *', '40 */6 * * *'],
  ['@daily', '30 0 * * *'],
  ['45 23 * * 1', undefined],
  ['45 */6 * * *', undefined],
  ['*/5 * * * *', undefined],
  ['@every 1h', undefined],
])('dumps of %s are copied at %s', (schedule, expected) => {
  expect(copySchedule(schedule)).toBe(expected);
});

test('a schedule after which nobody can tell when to copy is an error, until it is said', () => {
  const codes = (...set: readonly string[]) =>
    loadProject(openProject('.', REPOSITORY), { environments: ['staging'], set: [...S3, ...set] }).issues.filter(
      ({ severity }) => severity === 'error',
    );
  expect(codes('backups.schedule=45 23 * * 1')).toMatchObject([{ path: 'backups.s3.schedule' }]);
  expect(codes('backups.schedule=45 23 * * 1', 'backups.s3.schedule=15 0 * * 2')).toEqual([]);
});
