import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { currentContext } from './support/cli-run';
import { desiredState } from './support/desired-state';
import { deleteNamespace, getObject, kubectl, tryKubectl } from './support/kubectl';
import { ensureMetrics } from './support/metrics';
import { httpFromPod, runInPod, untilAnswers } from './support/pods';
import { createProject } from './support/project';
import { type Provisioner, startProvisioner } from './support/volumes';
import { waitFor } from './support/wait';

const namespace = 'pfm-e2e';
const project = createProject();
const manifest = join(project.dist, 'pfm-e2e.k8s.yaml');
const portal = { namespace, pod: 'deployment/frontend-admin' };
let provisioner: Provisioner;

interface Hpa {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly maxReplicas: number };
  readonly status: {
    readonly currentMetrics?: readonly {
      readonly resource?: { readonly name: string; readonly current: { readonly averageUtilization?: number } };
    }[];
  };
}

async function synth(...set: readonly string[]): Promise<void> {
  const result = await project.manifold(['synth', ...set.flatMap((each) => ['--set', each])]);
  if (result.code !== 0) throw new Error(result.stderr);
}

async function apply(): Promise<string[]> {
  const { code, stdout, stderr } = await tryKubectl(['apply', '-f', project.dist]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim().split('\n');
}

function rollout(workload: string): Promise<string> {
  return kubectl(['rollout', 'status', workload, '-n', namespace, '--timeout=150s']);
}

function hpas(): Promise<{ items: readonly Hpa[] }> {
  return getObject<{ items: readonly Hpa[] }>(['hpa', '-n', namespace]);
}

async function untilReady(name: string, pods: number): Promise<void> {
  const ready = ['get', 'deployment', name, '-n', namespace, '-o', 'jsonpath={.status.readyReplicas}'];
  await waitFor(async () => (await kubectl(ready)) === String(pods), {
    what: `${name} with ${pods} pods`,
    timeoutSeconds: 150,
  });
}

function refusals(): Promise<string> {
  const events = ['get', 'events', '-n', namespace, '--field-selector', 'reason=FailedCreate'];
  return kubectl([...events, '-o', 'jsonpath={.items[*].message}']);
}

beforeAll(async () => {
  await deleteNamespace(namespace);
  await synth();
});

afterAll(async () => {
  await provisioner?.stop();
  await deleteNamespace(namespace);
  project.remove();
});

test('kubectl apply -f dist creates the environment without a warning', async () => {
  expect(readdirSync(project.dist)).toContain('pfm-e2e.k8s.yaml');
  const lines = await apply();
  expect(lines[0]).toBe(`namespace/${namespace} created`);
  expect(lines.filter((line) => !line.endsWith('created'))).toEqual([]);
  provisioner = startProvisioner(namespace);
});

test('secrets ensure fills the empty Secrets once, and never again', async () => {
  const ensure = ['secrets', 'ensure', 'e2e', '--context', await currentContext()];
  const first = await project.manifold([...ensure, '--output', 'json']);
  expect({ code: first.code, stderr: first.stderr }).toSucceed();
  const data = async (): Promise<string> =>
    kubectl(['get', 'secret', 'postgres', '-n', namespace, '-o', 'jsonpath={.data}']);
  const before = await data();
  expect(Object.keys(JSON.parse(before) as object)).toEqual(['password']);
  expect(first.stdout).not.toContain((JSON.parse(before) as { password: string }).password);
  expect(await project.manifold(ensure)).toSucceed();
  expect(await data()).toBe(before);
});

test('postgres and redis become ready with their probes', async () => {
  await Promise.all([rollout('statefulset/postgres'), rollout('statefulset/redis')]);
});

test('the probes authenticate: without the password, both refuse', async () => {
  const anonymousPing = runInPod({ namespace, pod: 'redis-0' }, ['redis-cli', '-e', '-h', '127.0.0.1', 'ping']);
  await expect(anonymousPing).rejects.toThrow('NOAUTH');
  const query = ['psql', '-w', '-h', '127.0.0.1', '-U', 'pfm_user', '-d', 'pfm_community_e2e', '-c', 'select 1'];
  await expect(runInPod({ namespace, pod: 'postgres-0' }, query)).rejects.toThrow('no password supplied');
});

test('postgres ran the init script in the database of the environment', async () => {
  const query = [
    'psql',
    '-U',
    'pfm_user',
    '-d',
    'pfm_community_e2e',
    '-Atc',
    "select count(*) from pg_namespace where nspname = 'app'",
  ];
  expect(await runInPod({ namespace, pod: 'postgres-0' }, query)).toBe('1\n');
});

test('the service becomes ready and answers from another pod, with rows and keys written and read back', async () => {
  await Promise.all(['backend', 'frontend-admin', 'frontend-member'].map((name) => rollout(`deployment/${name}`)));
  await untilAnswers(portal, 'http://backend:3000/health');
  const { status, body } = await httpFromPod(portal, 'http://backend:3000/roundtrip');
  expect({ status, body: JSON.parse(body) }).toMatchObject({ status: 200, body: { ok: true } });
});

test('the program reads every variable that the model gives it', async () => {
  const { body } = await httpFromPod(portal, 'http://backend:3000/env');
  const shown = JSON.parse(body) as Record<string, string>;
  expect(shown).toMatchObject({
    PORT: '3000',
    LOG_LEVEL: 'debug',
    DB_HOST: 'postgres',
    DB_NAME: 'pfm_community_e2e',
    DB_SSL: 'false',
    REDIS_DB: '0',
    SOLANA_NETWORK: 'devnet',
    SOLANA_RPC_URL: 'https://api.devnet.solana.com',
    CORS_ORIGIN: 'http://localhost:3001,http://localhost:3002',
  });
  expect(shown.SESSION_SECRET).toMatch(/^[0-9a-f]{64}$/);
  expect(Object.keys(shown).filter((name) => name.startsWith('POSTGRES_') || name.endsWith('_SERVICE_HOST'))).toEqual([
    'KUBERNETES_SERVICE_HOST',
  ]);
});

test('containers run without root, without capabilities and with a read-only root', async () => {
  const status = await runInPod({ namespace, pod: 'deployment/backend' }, ['cat', '/proc/1/status']);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  expect(status).toMatch(/^Seccomp:\t2$/m);
  expect(status).toMatch(/^Uid:\t10001\t/m);
  await expect(runInPod({ namespace, pod: 'deployment/backend' }, ['sh', '-c', 'echo x > /x'])).rejects.toThrow(
    'Read-only',
  );
});

test('a changed value rolls the pods by a new ConfigMap, and the old one stays for a rollback', async () => {
  const maps = async (): Promise<string[]> =>
    (await kubectl(['get', 'configmaps', '-n', namespace, '-o', 'name']))
      .split('\n')
      .filter((name) => name.includes('/backend-env-'));
  const [before] = await maps();
  await synth('config.LOG_LEVEL=warn');
  await apply();
  await rollout('deployment/backend');
  expect(await maps()).toHaveLength(2);
  expect(await maps()).toContain(before);
  await waitFor(
    async () =>
      (JSON.parse((await httpFromPod(portal, 'http://backend:3000/env')).body) as { LOG_LEVEL: string }).LOG_LEVEL ===
      'warn',
    { what: 'LOG_LEVEL=warn', timeoutSeconds: 30 },
  );
});

test('a second kubectl apply -f dist changes nothing', async () => {
  const before = await desiredState(namespace);
  const lines = await apply();
  expect(await desiredState(namespace)).toEqual(before);
  expect(await tryKubectl(['diff', '-f', manifest])).toMatchObject({ code: 0, stdout: '' });
  // kubectl sends a patch without effect for claim templates and for the selectors of budgets, and calls that "configured".
  const configured = lines.filter((line) => !line.endsWith('unchanged'));
  expect(configured.filter((line) => !/^(statefulset\.apps|poddisruptionbudget\.policy)\//.test(line))).toEqual([]);
});

test('the autoscalers read metrics', async () => {
  await ensureMetrics(namespace);
  await waitFor(
    async () =>
      (await hpas()).items.every((hpa) =>
        ['cpu', 'memory'].every((name) =>
          hpa.status.currentMetrics?.some(
            (metric) => metric.resource?.name === name && metric.resource.current.averageUtilization !== undefined,
          ),
        ),
      ),
    { what: 'cpu and memory of every autoscaler', timeoutSeconds: 120 },
  );
});

test('the quota admits every autoscaler at its maximum', async () => {
  const { items } = await hpas();
  for (const { metadata, spec } of items) {
    const patch = JSON.stringify({ spec: { minReplicas: spec.maxReplicas } });
    await kubectl(['patch', 'hpa', metadata.name, '-n', namespace, '--type=merge', '-p', patch]);
  }
  for (const { metadata, spec } of items) await untilReady(metadata.name, spec.maxReplicas);
  expect(await refusals()).not.toContain('exceeded quota');
});

test('a rollout at the maximum ends, although pods that are ending count against the quota too', async () => {
  const { items } = await hpas();
  await kubectl(['rollout', 'restart', 'deployment', '-n', namespace]);
  await Promise.all(items.map(({ metadata }) => rollout(`deployment/${metadata.name}`)));
  for (const { metadata, spec } of items) await untilReady(metadata.name, spec.maxReplicas);
});
