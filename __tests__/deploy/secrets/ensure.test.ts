import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { ensureSecrets, previewSecrets, type SecretStore } from '../../../deploy/secrets/ensure';
import type { ExistingSecrets } from '../../../deploy/secrets/plan';
import { UserError } from '../../../lib/errors';
import type { Model } from '../../../model/model';
import { exampleModel, nothing, secretWith, withProvider } from './models';

const CANARY = 'canary-5e3a:/@%"\'`$';
const model = exampleModel();

/** A store in memory; `rival` are keys that somebody else adds just before. */
class MemoryStore implements SecretStore {
  readonly written = new Map<string, string>();
  private readonly existing: ExistingSecrets;
  private readonly rival: ReadonlySet<string>;

  constructor(existing: ExistingSecrets = nothing, rival: readonly string[] = []) {
    this.existing = existing;
    this.rival = new Set(rival);
  }

  async read(): Promise<ExistingSecrets> {
    return this.existing;
  }

  async add(_: Model, secret: string, values: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const lost = new Set([...values.keys()].filter((key) => this.rival.has(key)));
    for (const [key, value] of values) if (!lost.has(key)) this.written.set(`${secret}/${key}`, value);
    return lost;
  }
}

async function errorOf(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`not a UserError: ${String(error)}`);
  return error;
}

test('generates, provides and says what is missing or unused', async () => {
  const store = new MemoryStore();
  expect(await ensureSecrets(model, store, new Map())).toEqual([
    { secret: 'api', key: 'signing', action: 'generated' },
    { secret: 'api', key: 'token', action: 'missing' },
    { secret: 'api', key: 'spare', action: 'unused' },
    { secret: 'postgres', key: 'password', action: 'generated' },
  ]);
  expect(store.written.get('api/signing')).toMatch(/^[A-Za-z0-9_-]{64}$/);
  expect(store.written.get('postgres/password')).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('a given value is written as it is and shown nowhere', async () => {
  const store = new MemoryStore();
  const result = await ensureSecrets(model, store, new Map([['api/token', CANARY]]));
  expect(store.written.get('api/token')).toBe(CANARY);
  expect(result[1]).toEqual({ secret: 'api', key: 'token', action: 'provided' });
  const shown = inspect(result, { depth: Number.POSITIVE_INFINITY });
  for (const value of store.written.values()) expect(shown).not.toContain(value);
});

test('a key that somebody else adds meanwhile is kept, and so is one that was there', async () => {
  const existing = { ...nothing, secrets: new Map([['postgres', secretWith(['password'])]]) };
  const store = new MemoryStore(existing, ['signing', 'token']);
  const given = new Map([
    ['api/token', CANARY],
    ['postgres/password', CANARY],
  ]);
  const note = 'the given value was not written: the key has one already';
  expect(await ensureSecrets(model, store, given)).toEqual([
    { secret: 'api', key: 'signing', action: 'kept' },
    { secret: 'api', key: 'token', action: 'kept', note },
    { secret: 'api', key: 'spare', action: 'unused' },
    { secret: 'postgres', key: 'password', action: 'kept', note },
  ]);
  expect(store.written.size).toBe(0);
});

test('a preview writes nothing', async () => {
  const store = new MemoryStore();
  const preview = await previewSecrets(model, store, new Map([['api/token', CANARY]]));
  expect(preview.map(({ action }) => action)).toEqual(['generated', 'provided', 'unused', 'generated']);
  expect(store.written.size).toBe(0);
});

test('nothing at all is written when a database password would be invented', async () => {
  const store = new MemoryStore({ ...nothing, volumes: new Map([['postgres', { name: 'data-postgres-0' }]]) });
  const error = await errorOf(ensureSecrets(model, store, new Map([['api/token', CANARY]])));
  expect(error.issues).toMatchObject([{ code: 'secret-lost', path: 'postgres/password', severity: 'error' }]);
  expect(inspect(error)).not.toContain('canary');
  expect(store.written.size).toBe(0);
});

test('bad given values are all named, and none is shown', async () => {
  const given = new Map([
    ['api/tokn', CANARY],
    ['elsewhere/key', CANARY],
    ['api/spare', ''],
    ['api/token', `${CANARY}\0`],
  ]);
  const error = await errorOf(ensureSecrets(model, new MemoryStore(), given));
  expect(error.issues.map(({ code, path }) => `${path} ${code}`)).toEqual([
    'api/tokn unknown-secret-key',
    'elsewhere/key unknown-secret-key',
    'api/spare bad-secret-value',
    'api/token bad-secret-value',
  ]);
  expect(inspect(error, { depth: 9 })).not.toContain('canary');
});

test.each([withProvider({ provider: 'none' }), withProvider({ provider: 'sealed', encryptedData: {} })])(
  'another provider is refused with the list of what its store must hold',
  async (other) => {
    const store = new MemoryStore();
    const error = await errorOf(ensureSecrets(other, store, new Map()));
    expect(error.message).toContain('api: signing, token, spare\n  elsewhere: key\n  postgres: password');
    expect(store.written.size).toBe(0);
  },
);
