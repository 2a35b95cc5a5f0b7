import { expect, test } from '@jest/globals';
import { type ExistingSecret, type KeyPlan, planSecrets } from '../../../deploy/secrets/plan';
import { loadTexts } from '../../support/project';
import { exampleModel, nothing, secretWith } from './models';

const model = exampleModel();
const volume = { name: 'data-postgres-0', createdAt: 1000 };

function planOf(plan: readonly KeyPlan[], id: string): KeyPlan | undefined {
  return plan.find(({ secret, key }) => `${secret}/${key}` === id);
}

function passwordAction(secret: ExistingSecret | undefined, given: readonly string[] = []): string | undefined {
  const secrets = new Map(secret === undefined ? [] : [['postgres', secret]]);
  const existing = { secrets, volumes: new Map([['postgres', volume]]) };
  return planOf(planSecrets(model, existing, new Set(given)), 'postgres/password')?.action;
}

test('plans every managed key and no other', () => {
  expect(planSecrets(model, nothing, new Set())).toEqual([
    { secret: 'api', key: 'signing', action: 'generate', bytes: 48 },
    { secret: 'api', key: 'token', action: 'missing', used: true },
    { secret: 'api', key: 'spare', action: 'missing', used: false },
    { secret: 'postgres', key: 'password', action: 'generate', bytes: 32 },
  ]);
});

test('a given value goes before a generated one, and an existing one before both', () => {
  const given = new Set(['api/signing', 'api/token']);
  expect(planOf(planSecrets(model, nothing, given), 'api/signing')).toMatchObject({ action: 'provide' });
  const existing = {
    secrets: new Map([['api', secretWith(['signing', 'token'], { emptyKeys: new Set(['token']) })]]),
    volumes: new Map(),
  };
  const plan = planSecrets(model, existing, given);
  expect(planOf(plan, 'api/signing')).toMatchObject({ action: 'keep', isEmpty: false, isGiven: true });
  expect(planOf(plan, 'api/token')).toMatchObject({ action: 'keep', isEmpty: true, isGiven: true });
});

test.each<[string, ExistingSecret | undefined, string]>([
  ['no Secret', undefined, 'refuse'],
  ['a Secret of unknown age', secretWith([]), 'refuse'],
  ['a Secret that was lost and applied again', secretWith([], { createdAt: 2000 }), 'refuse'],
  ['a Secret that was applied with the volume', secretWith([], { createdAt: 1000 }), 'generate'],
  ['a Secret that was applied before the volume', secretWith([], { createdAt: 0 }), 'generate'],
  [
    'an old Secret that had the key once',
    secretWith([], { createdAt: 0, filledKeys: new Set(['password']) }),
    'refuse',
  ],
  ['a Secret that has the key', secretWith(['password'], { createdAt: 2000 }), 'keep'],
])('with the volume of the database and %s', (_, secret, action) => {
  expect(passwordAction(secret)).toBe(action);
});

test('the old password of a volume may be given', () => {
  expect(passwordAction(undefined, ['postgres/password'])).toBe('provide');
});

test('the refusal says why, and what to do', () => {
  const existing = { secrets: new Map(), volumes: new Map([['postgres', volume]]) };
  const reason = expect.stringMatching(
    /data-postgres-0.*another password.*Restore.*--from-file postgres\/password=FILE/,
  );
  expect(planOf(planSecrets(model, existing, new Set()), 'postgres/password')).toMatchObject({ reason });
});

test('the name of a user is written as it is, once', () => {
  const { environments } = loadTexts(
    'name: shop\ncomponents:\n  web: { kind: worker, image: "shop/web:1", needs: [db] }\nbackingServices:\n  db: { engine: postgres, image: "postgres:15", database: shop, user: owner }\n',
    'backingServices:\n  db: { cnpg: {} }\n',
  );
  const operated = environments[0]?.model;
  if (operated === undefined) throw new Error('no model');
  expect(planSecrets(operated, nothing, new Set())).toEqual([
    { secret: 'db-cnpg', key: 'password', action: 'generate', bytes: 32 },
    { secret: 'db-cnpg', key: 'username', action: 'write', value: 'owner' },
  ]);
  const existing = { secrets: new Map([['db-cnpg', secretWith(['username'])]]), volumes: new Map() };
  expect(planOf(planSecrets(operated, existing, new Set()), 'db-cnpg/username')?.action).toBe('keep');
});
