import { describe, expect, test } from '@jest/globals';
import { deriveCapacity } from '../../../model/derive/capacity';
import { cnpgServices } from '../../../model/derive/hosting';
import { placedModel } from '../../../model/derive/placement';
import type { Model } from '../../../model/model';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    needs: [db]
    environment:
      WRITE: \${db.host}
      READ: "read \${db.readHost}, write \${db.host}:\${db.port}, \${components.web.host}"
      PASSWORD: \${db.password}
backingServices:
  db: { engine: postgres, image: "postgres:15.4-alpine", database: shop, user: owner }
secrets:
  objects: { keys: { id: { generate: false }, key: { generate: false } } }
`;
const BACKUP =
  'backup: { destinationPath: "s3://shop/db", credentials: { secret: objects, accessKeyId: id, secretAccessKey: key } }';

function load(
  cnpg: string,
  more = '',
  app = APP,
): { model: Model | undefined; codes: readonly string[]; paths: readonly string[] } {
  const { environments, issues } = loadTexts(app, `backingServices:\n  db: { cnpg: ${cnpg} }\n${more}`);
  const errors = issues.filter(({ severity }) => severity === 'error');
  return {
    model: environments[0]?.model,
    codes: errors.map(({ code }) => code),
    paths: errors.map(({ path }) => path),
  };
}

function modelOf(cnpg: string, more = ''): Model {
  const { model, codes } = load(cnpg, more);
  if (model === undefined || codes.length > 0) throw new Error(codes.join(', '));
  return model;
}

function textOf({ components }: Model, name: string): string | undefined {
  const value = components[0]?.variables.find((variable) => variable.name === name)?.value;
  return value?.kind === 'literal' ? value.text : undefined;
}

describe('a database of CloudNativePG', () => {
  test('is reached by the Services of the operator, replicas too', () => {
    const model = modelOf('{ instances: 2 }');
    expect(textOf(model, 'READ')).toBe('read db-ro, write db-rw:5432, web');
  });

  test('without replicas is read where it is written', () => {
    const [db] = modelOf('{ instances: 1 }').backingServices;
    expect([db?.host, db?.readHost]).toEqual(['db-rw', 'db-rw']);
  });

  test('takes its version from the image of app.yaml, or says that there is none', () => {
    expect(cnpgServices(modelOf('{}'))[0]?.hosting.image.text).toBe('ghcr.io/cloudnative-pg/postgresql:15.4');
    const unknown = load('{}', '', APP.replace('postgres:15.4-alpine', 'registry.example/postgres:stable'));
    expect(unknown).toMatchObject({ codes: ['cnpg-image'], paths: ['backingServices.db.cnpg'] });
  });

  test('has a Secret of its own, with the user beside the password', () => {
    const secret = modelOf('{}').secrets.find(({ name }) => name === 'db-cnpg');
    expect(secret).toMatchObject({
      managed: true,
      keys: [
        { name: 'password', generateBytes: 32 },
        { name: 'username', value: 'owner' },
      ],
    });
  });

  test('is no exporter and no nightly dump, for it has both', () => {
    const model = modelOf('{}', 'monitoring: { kind: annotations }\nbackups: { schedule: "0 2 * * *", keepDays: 7 }\n');
    expect(model.components.map(({ name }) => name)).toEqual(['web']);
  });

  test('counts every instance, and the job that makes one', () => {
    const db = deriveCapacity(modelOf('{ instances: 3 }')).workloads.find(({ name }) => name === 'db');
    expect(db).toMatchObject({ pods: 3, surge: 1, claims: 3, storageBytes: 3 * 2 ** 30 });
  });

  test('needs a declared account of the object store', () => {
    const other = BACKUP.replace('objects', 'object');
    expect(load(`{ ${other} }`).paths).toEqual(['backingServices.db.cnpg.backup.credentials.secret']);
    const key = BACKUP.replace('accessKeyId: id', 'accessKeyId: account');
    expect(load(`{ ${key} }`).paths).toEqual(['backingServices.db.cnpg.backup.credentials.accessKeyId']);
  });

  test.each(['gs://shop/db', 's3://S/x', 's3://shop/a b'])('has no backups at %s', (path) => {
    expect(load(`{ ${BACKUP.replace('s3://shop/db', path)} }`).paths).toEqual([
      'backingServices.db.cnpg.backup.destinationPath',
    ]);
  });

  test('and a managed database at once are refused', () => {
    const { issues } = loadTexts(APP, 'backingServices:\n  db: { mode: managed, cnpg: {} }\n');
    expect(issues.map(({ path }) => path)).toContain('backingServices.db.cnpg');
  });
});

describe('where no operator runs', () => {
  const whole = modelOf(`{ instances: 2, ${BACKUP} }`);
  const part = placedModel(whole, 'compose');

  test('a container has the name of the service, and every text says so', () => {
    expect(textOf(part, 'WRITE')).toBe('db');
    expect(textOf(part, 'READ')).toBe('read db, write db:5432, web');
    expect(part.backingServices[0]).toMatchObject({ host: 'db', hosting: { mode: 'builtin', standsIn: true } });
  });

  test('marks stay where the names are', () => {
    const value = part.components[0]?.variables.find(({ name }) => name === 'READ')?.value;
    if (value?.kind !== 'literal') throw new Error('no text');
    expect((value.marks ?? []).map(({ at, length }) => value.text.slice(at, at + length))).toEqual(['db', 'db', 'web']);
  });

  test('there is no Secret and no key that the operator alone reads', () => {
    expect(part.secrets.map(({ name, keys }) => [name, keys.map((key) => key.name)])).toEqual([
      ['db-cnpg', ['password']],
    ]);
  });

  test('a cluster has the model as it is', () => {
    expect(placedModel(whole, 'helm')).toBe(whole);
  });
});
