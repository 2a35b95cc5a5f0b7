import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { applyObjects, deleteNamespace, kubectl } from './support/kubectl';
import { ensureMetrics } from './support/metrics';
import { clientPod, httpFromPod, runInPod, untilAnswers } from './support/pods';
import { exportSchemas } from './support/schemas';
import { configuration, postgres, redis, testService } from './support/smoke-manifests';
import { type Provisioner, startProvisioner } from './support/volumes';
import { waitFor } from './support/wait';

const namespace = 'e2e-lab';
const client = { namespace, pod: 'client' };
let provisioner: Provisioner;

const committedSchemas = join(__dirname, '..', 'tools', 'schemas', 'v1.33');

function schemaIn(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

function rollout(workload: string): Promise<string> {
  return kubectl(['rollout', 'status', workload, '-n', namespace, '--timeout=90s']);
}

beforeAll(async () => {
  await deleteNamespace(namespace);
  const labels = Object.fromEntries(
    ['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
  );
  await applyObjects([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } }]);
  provisioner = startProvisioner(namespace);
  await waitFor(() => kubectl(['get', 'serviceaccount', 'default', '-n', namespace]), {
    what: 'default service account',
    timeoutSeconds: 30,
  });
  await applyObjects([...configuration(namespace), ...postgres(namespace), ...redis(namespace), clientPod(namespace)]);
});

afterAll(async () => {
  await provisioner.stop();
  await deleteNamespace(namespace);
});

test('postgres becomes ready under an arbitrary uid, with its own user, database and init script', async () => {
  await rollout('statefulset/postgres');
  const pod = { namespace, pod: 'postgres-0' };
  expect(await runInPod(pod, ['id', '-u'])).toBe('10999\n');
  const query = ['psql', '-U', 'app', '-d', 'app_db', '-Atc', 'select value, current_user from seeded'];
  expect(await runInPod(pod, query)).toBe('42|app\n');
});

test('redis becomes ready and refuses a client without the password', async () => {
  await rollout('statefulset/redis');
  const pod = { namespace, pod: 'redis-0' };
  expect(await runInPod(pod, ['redis-cli', '-e', 'ping'])).toBe('PONG\n');
  const withoutPassword = runInPod(pod, ['env', '-u', 'REDISCLI_AUTH', 'redis-cli', '-e', 'ping']);
  await expect(withoutPassword).rejects.toThrow('NOAUTH');
});

test('the service answers another pod, and both backing services keep what it writes', async () => {
  await applyObjects(testService(namespace));
  await rollout('deployment/web');
  await kubectl(['wait', '-n', namespace, '--for=condition=Ready', 'pod/client', '--timeout=60s']);
  const allWell = JSON.stringify({ ok: true, postgres: { ok: true }, redis: { ok: true } });
  await untilAnswers(client, 'http://web:3000/');
  expect(await httpFromPod(client, 'http://web:3000/health')).toEqual({ status: 200, body: `${allWell}\n` });
  expect(await httpFromPod(client, 'http://web:3000/roundtrip')).toEqual({ status: 200, body: `${allWell}\n` });
});

test('the service shows its environment with secrets only as hashes', async () => {
  const { body } = await httpFromPod(client, 'http://web:3000/env');
  const shown = JSON.parse(body) as Record<string, string>;
  expect(shown).toMatchObject({
    DB_USER: 'app',
    DB_PASSWORD: createHash('sha256').update("p'a $s").digest('hex'),
  });
});

test('health fails with the reason when redis is gone, and recovers', async () => {
  await kubectl(['scale', 'statefulset/redis', '-n', namespace, '--replicas=0']);
  // By the pod's own address, because a Service leads nowhere while its pod is not ready.
  const podAddress = ['get', 'pod', '-n', namespace, '-l', 'app=web', '-o', 'jsonpath={.items[0].status.podIP}'];
  const health = `http://${await kubectl(podAddress)}:3000/health`;
  const status = (wanted: number) => async () => (await httpFromPod(client, health)).status === wanted;
  await waitFor(status(503), { what: 'health 503', timeoutSeconds: 60 });
  await kubectl(['scale', 'statefulset/redis', '-n', namespace, '--replicas=1']);
  await waitFor(status(200), { what: 'health 200', timeoutSeconds: 60 });
});

test('metrics-server measures the pods', async () => {
  await ensureMetrics(namespace);
  // Pods are measured one by one: the first figures of a namespace need not be those of all.
  const measured = async () => (await kubectl(['top', 'pod', '-n', namespace, '--no-headers'])).includes('postgres-0');
  await waitFor(measured, { what: 'metrics of postgres-0', timeoutSeconds: 60 });
});

test('the committed schemas are those of this API server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
  try {
    await exportSchemas(folder);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(readdirSync(committedSchemas).sort());
    const changed = names.filter(
      (name) => !isDeepStrictEqual(schemaIn(folder, name), schemaIn(committedSchemas, name)),
    );
    expect(changed).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
