import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Kubectl } from '../../../deploy/kubernetes/kubectl';
import { ClusterStore } from '../../../deploy/secrets/cluster-store';
import { ensureSecrets } from '../../../deploy/secrets/ensure';
import { exampleModel } from './models';

const CANARY = 'canary-7f1c "quoted" \\ line\nnext';
const model = exampleModel();
const namespace = { 'namespace/example': { kind: 'Namespace' } };
let folder: string;
let store: ClusterStore;

function storeWith(env: Readonly<Record<string, string>>): ClusterStore {
  return new ClusterStore(new Kubectl({ env, context: 'lab', namespace: 'example' }));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-kubectl-'));
  copyFileSync(join(__dirname, 'fake-kubectl.cjs'), join(folder, 'kubectl'));
  const path = [folder, dirname(execPath)].join(delimiter);
  store = storeWith({ PATH: path, FAKE_STATE: folder });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface FakeSecret {
  readonly metadata: { readonly [field: string]: unknown };
  readonly data?: Readonly<Record<string, string>>;
}

function setState(state: Readonly<Record<string, unknown>>): void {
  writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
}

function secretInState(name: string): FakeSecret {
  return JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))[`secrets/${name}`] as FakeSecret;
}

function argumentLists(): readonly (readonly string[])[] {
  const lines = readFileSync(join(folder, 'argv.log'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as readonly string[]);
}

function emptySecret(name: string, metadata: Readonly<Record<string, unknown>> = {}): object {
  return { kind: 'Secret', type: 'Opaque', metadata: { name, resourceVersion: '1', ...metadata } };
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

test('fills the Secrets of the manifests, leaves everything else in them, and a second run changes nothing', async () => {
  const applied = '{"kind":"Secret"}';
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': applied };
  setState({ ...namespace, 'secrets/api': { ...emptySecret('api', { annotations }), data: { other: 'eA==' } } });
  await ensureSecrets(model, store, new Map([['api/token', CANARY]]));
  const secret = secretInState('api');
  expect(secret.data).toMatchObject({ other: 'eA==', token: encoded(CANARY) });
  expect(secret.metadata.annotations).toEqual({ ...annotations, 'manifold/filled-keys': 'signing,token' });
  const before = readFileSync(join(folder, 'state.json'), 'utf8');
  const again = await ensureSecrets(model, store, new Map());
  expect(again.map(({ action }) => action)).toEqual(['kept', 'kept', 'unused', 'kept']);
  expect(readFileSync(join(folder, 'state.json'), 'utf8')).toBe(before);
});

test('a Secret that does not exist is made with the labels of the application, but without an instance', async () => {
  setState(namespace);
  await ensureSecrets(model, store, new Map());
  expect(secretInState('postgres')).toMatchObject({ kind: 'Secret', type: 'Opaque' });
  expect(secretInState('postgres').metadata.labels).toEqual({
    'app.kubernetes.io/part-of': model.application.name,
    'app.kubernetes.io/managed-by': 'manifold',
  });
});

test('values and their encodings are in no argument, result or error', async () => {
  setState({ ...namespace, broken: true });
  const error: unknown = await ensureSecrets(model, store, new Map([['api/token', CANARY]])).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError', exitCode: 1 });
  const shown = inspect(error, { depth: 9 }) + inspect(argumentLists(), { depth: 9 });
  expect(shown).toContain('writing the Secret api failed: Error from server (Invalid)');
  for (const form of ['canary', 'quoted', encoded(CANARY)]) expect(shown).not.toContain(form);
});

test('writes go past what kubectl adds on its own, with a precondition and a field manager', async () => {
  setState({ ...namespace, 'secrets/api': emptySecret('api') });
  await ensureSecrets(model, store, new Map());
  const query = '?fieldManager=manifold-secrets&fieldValidation=Strict';
  const place = ['--context=lab', '--namespace=example', '--request-timeout=30s'];
  const writes = argumentLists().filter((list) => !list.includes('get'));
  expect(writes).toEqual([
    [...place, 'replace', `--raw=/api/v1/namespaces/example/secrets/api${query}`, '-f', '-'],
    [...place, 'create', `--raw=/api/v1/namespaces/example/secrets${query}`, '-f', '-'],
  ]);
});

test('what somebody else writes meanwhile stays, key by key', async () => {
  const rival = { ...emptySecret('api'), data: { signing: encoded('theirs') } };
  setState({ ...namespace, 'secrets/api': emptySecret('api'), rivals: [rival] });
  const result = await ensureSecrets(model, store, new Map([['api/token', 'mine']]));
  expect(result.slice(0, 2).map(({ action }) => action)).toEqual(['kept', 'provided']);
  expect(secretInState('api').data).toEqual({ signing: encoded('theirs'), token: encoded('mine') });
  expect(secretInState('api').metadata.annotations).toEqual({ 'manifold/filled-keys': 'token' });
});

test('a Secret that is applied between the reading and the writing is filled', async () => {
  setState({ ...namespace, rivals: [emptySecret('api')] });
  const result = await ensureSecrets(model, store, new Map());
  expect(result[0]).toMatchObject({ key: 'signing', action: 'generated' });
  expect(Object.keys(secretInState('api').data ?? {})).toEqual(['signing']);
});

test('a rival who never stops is an error, not a loop', async () => {
  setState({ ...namespace, 'secrets/api': emptySecret('api'), rivals: Array(20).fill(emptySecret('api')) });
  await expect(ensureSecrets(model, store, new Map())).rejects.toThrow('(Conflict)');
});

test('without the namespace, says what to do; who may not look at namespaces goes on', async () => {
  setState({});
  await expect(ensureSecrets(model, store, new Map())).rejects.toThrow('apply the manifests first');
  setState({ forbidden: true });
  await ensureSecrets(model, store, new Map());
  expect(Object.keys(secretInState('api').data ?? {})).toEqual(['signing']);
});

test.each<[string, string, string | undefined, boolean]>([
  ['Bound', '2026-01-01T00:00:00Z', undefined, true],
  ['Lost', '2026-01-01T00:00:00Z', undefined, true],
  ['Pending', '2026-01-01T00:00:00Z', undefined, false],
  ['Bound', '2026-01-01T00:00:05Z', '2026-01-01T00:00:05Z', false],
  ['Bound', '2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z', true],
])('with a %s volume of %s and a Secret of %s, refused: %s', async (phase, volumeTime, secretTime, isRefused) => {
  const claim = { metadata: { name: 'data-postgres-0', creationTimestamp: volumeTime }, status: { phase } };
  const secret = secretTime && emptySecret('postgres', { creationTimestamp: secretTime });
  setState({ ...namespace, 'persistentvolumeclaims/data-postgres-0': claim, 'secrets/postgres': secret });
  const done = ensureSecrets(model, store, new Map());
  if (isRefused) await expect(done).rejects.toMatchObject({ issues: [{ code: 'secret-lost' }] });
  else expect((await done).at(-1)).toMatchObject({ key: 'password', action: 'generated' });
});

test('without kubectl, says so', async () => {
  const without = storeWith({ PATH: '/nonexistent' });
  await expect(ensureSecrets(model, without, new Map())).rejects.toThrow('kubectl is not on PATH');
});
