import { env } from 'node:process';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Kubectl } from '../../deploy/kubernetes/kubectl';
import { ClusterStore } from '../../deploy/secrets/cluster-store';
import { ensureSecrets } from '../../deploy/secrets/ensure';
import { exampleModel } from '../deploy/secrets/models';
import { currentContext } from './support/cli-run';
import { applyObjects, deleteNamespace, getObject, kubectl, tryKubectl } from './support/kubectl';
import { kubeconfig } from './support/lab';

const namespace = 'secrets-e2e';
const model = exampleModel(namespace);
let store: ClusterStore;
const CANARY = 'canary-90d4 "q" \\ $x';
const token = new Map([['api/token', CANARY]]);

interface SecretObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields: readonly { readonly manager: string; readonly fieldsV1: object }[];
  };
}

/** Secrets as the charts have them. */
function manifest(): string {
  const annotations = { 'helm.sh/resource-policy': 'keep' };
  const items = ['api', 'postgres'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': model.application.name }, annotations },
    type: 'Opaque',
  }));
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function apply(options: readonly string[] = []): Promise<string> {
  return kubectl(['apply', ...options, '-f', '-'], { input: manifest() });
}

function secret(name: string): Promise<SecretObject> {
  return getObject(['secret', name, '-n', namespace, '--show-managed-fields']);
}

/** A claim that is bound, as the controllers would bind it. */
async function bindClaim(): Promise<void> {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName: 'none',
  };
  const metadata = { name: 'data-postgres-0', namespace };
  await applyObjects([{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec }]);
  const patch = ['--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Bound"}}'];
  await kubectl(['patch', 'pvc', 'data-postgres-0', '-n', namespace, ...patch]);
}

function passwordOf(object: SecretObject): string {
  return Buffer.from(object.data?.password ?? '', 'base64').toString();
}

beforeAll(async () => {
  if ((await tryKubectl(['get', 'namespace', namespace])).code === 0) throw new Error(`${namespace} exists already`);
  const access = { env: { ...env, KUBECONFIG: kubeconfig }, context: await currentContext(), namespace };
  store = new ClusterStore(new Kubectl(access));
});

beforeEach(async () => {
  if ((await tryKubectl(['get', 'namespace', namespace])).code !== 0) await kubectl(['create', 'namespace', namespace]);
  // An API server without controllers never finishes the deletion of a namespace, so its objects go one by one.
  for (const kind of ['secret', 'pvc']) {
    await kubectl(['delete', kind, '--all', '-n', namespace, '--wait=false']);
    const release = ['-n', namespace, '--type=merge', '-p', '{"metadata":{"finalizers":null}}'];
    await tryKubectl(['patch', kind, 'data-postgres-0', ...release]);
  }
});

afterAll(() => deleteNamespace(namespace));

test('values survive each way of applying the manifests again, and no annotation holds one', async () => {
  await apply();
  await ensureSecrets(model, store, token);
  const { data } = await secret('api');
  expect(Buffer.from(data?.token ?? '', 'base64').toString()).toBe(CANARY);
  expect(await apply()).not.toMatch(/configured/);
  expect(await kubectl(['diff', '-f', '-'], { input: manifest() })).toBe('');
  await apply(['--server-side', '--force-conflicts']);
  await apply();
  const after = await secret('api');
  expect(after.data).toEqual(data);
  expect(after.metadata.labels).toEqual({ 'app.kubernetes.io/part-of': model.application.name });
  expect(after.metadata.annotations).toMatchObject({ 'helm.sh/resource-policy': 'keep' });
  const annotations = JSON.stringify(after.metadata.annotations);
  for (const value of Object.values(data ?? {})) expect(annotations).not.toContain(value);
  const owner = after.metadata.managedFields.find(({ fieldsV1 }) => 'f:data' in fieldsV1);
  expect(owner?.manager).toBe('manifold-secrets');
});

test('eight runs at once agree on every value, with and without the Secrets of the manifests', async () => {
  for (const isApplied of [false, true]) {
    await kubectl(['delete', 'secret', '--all', '-n', namespace]);
    if (isApplied) await apply();
    const runs = await Promise.all(Array.from({ length: 8 }, () => ensureSecrets(model, store, token)));
    const made = runs.flat().filter(({ action }) => action === 'generated' || action === 'provided');
    expect(made.map(({ key }) => key).sort()).toEqual(['password', 'signing', 'token']);
  }
});

test('a password is made behind the first apply, and not for a volume that lost its Secret', async () => {
  await apply();
  await bindClaim();
  expect((await ensureSecrets(model, store, token)).at(-1)).toMatchObject({ action: 'generated' });
  const password = passwordOf(await secret('postgres'));
  const remove = ['--type=json', '-p', '[{"op":"remove","path":"/data/password"}]'];
  await kubectl(['patch', 'secret', 'postgres', '-n', namespace, ...remove]);
  await expect(ensureSecrets(model, store, token)).rejects.toMatchObject({ issues: [{ code: 'secret-lost' }] });
  await kubectl(['delete', 'secret', 'postgres', '-n', namespace]);
  await expect(ensureSecrets(model, store, token)).rejects.toMatchObject({ issues: [{ code: 'secret-lost' }] });
  await apply();
  await expect(ensureSecrets(model, store, token)).rejects.toMatchObject({ issues: [{ code: 'secret-lost' }] });
  const restored = await ensureSecrets(model, store, new Map([['postgres/password', password]]));
  expect(restored.at(-1)).toMatchObject({ action: 'provided' });
  expect(passwordOf(await secret('postgres'))).toBe(password);
});

test('what the API server refuses is told without the value', async () => {
  await apply();
  const immutable = ['--type=merge', '-p', '{"immutable":true}'];
  await kubectl(['patch', 'secret', 'api', '-n', namespace, ...immutable]);
  const done = ensureSecrets(model, store, token);
  await expect(done).rejects.toThrow(/writing the Secret api failed: .*immutable/);
  await expect(done).rejects.not.toThrow(/canary/);
});

test('without the namespace nothing is made', async () => {
  const other = exampleModel('secrets-e2e-absent');
  await expect(ensureSecrets(other, store, token)).rejects.toThrow('apply the manifests first');
});
