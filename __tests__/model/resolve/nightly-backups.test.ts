import { expect, test } from '@jest/globals';
import { loadOrThrow } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import type { Model } from '../../../model/model';
import { withPlacesOfServices } from '../../../model/resolve/places-of-services';
import { REPOSITORY } from '../../support/command-line';

const modelOf = (...set: readonly string[]) => load('staging', set);

function load(environment: string, set: readonly string[] = []): Model {
  const model = loadOrThrow(openProject('.', REPOSITORY), { environments: [environment], set }).environments[0]?.model;
  if (model === undefined) throw new Error('there is no such environment');
  return model;
}

const backupOf = ({ components }: Model) => components.find(({ name }) => name === 'postgres-backup');

test('a builtin PostgreSQL is dumped by its own image and user, as the environment says', () => {
  const model = modelOf('backups.keepDays=3', 'backups.storage=7Gi', 'backups.schedule=15 4 * * *');
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
  expect(backupOf(modelOf('backingServices.postgres.storage.size=9Gi'))?.volumes).toMatchObject([
    { sizeBytes: 9 * 2 ** 30 },
  ]);
});

test('nothing is dumped where the environment has no backups, or the database is outside', () => {
  const outside = ['mode=external', 'host=db.example.com', 'secret={name: db, passwordKey: p}', 'cidrs=["10.0.0.0/8"]'];
  expect(backupOf(load('development'))).toBeUndefined();
  expect(backupOf(modelOf(...outside.map((each) => `backingServices.postgres.${each}`)))).toBeUndefined();
});

test('a dump is made where its database is placed, unless it has a place of its own', () => {
  const { components } = modelOf();
  expect(withPlacesOfServices({}, components)).toEqual({});
  expect(withPlacesOfServices({ redis: 'compose' }, components)).toEqual({ redis: 'compose' });
  expect(withPlacesOfServices({ postgres: 'compose' }, components)).toEqual({
    postgres: 'compose',
    'postgres-backup': 'compose',
  });
  expect(withPlacesOfServices({ postgres: 'compose', 'postgres-backup': 'helm' }, components)).toMatchObject({
    'postgres-backup': 'helm',
  });
});
