import { expect, test } from '@jest/globals';
import { isDumped } from '../../../model/derive/backup-script';
import type { Model } from '../../../model/model';
import { withBackupPlaces } from '../../../model/resolve/nightly-backups';
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
  expect(withBackupPlaces({}, components)).toEqual({});
  expect(withBackupPlaces({ backend: 'compose' }, components)).toEqual({ backend: 'compose' });
  expect(withBackupPlaces({ postgres: 'compose' }, components)).toEqual({
    postgres: 'compose',
    'postgres-backup': 'compose',
  });
  expect(withBackupPlaces({ postgres: 'compose', 'postgres-backup': 'helm' }, components)).toMatchObject({
    'postgres-backup': 'helm',
  });
});
