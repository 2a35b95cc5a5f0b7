import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EngineContainer } from '../../../deploy/compose/containers';
import { projectContainers, serviceOf } from '../../../deploy/compose/containers';
import { Engine } from '../../../deploy/compose/engine';
import { EngineRunning } from '../../../deploy/compose/running';
import { composeUp } from '../../../deploy/compose/up';
import type { StepOutcome } from '../../../deploy/driver';

let folder: string;
let engine: Engine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-jobs-'));
  symlinkSync(join(__dirname, 'docker-program.cjs'), join(folder, 'docker'));
  engine = new Engine({ PATH: `${folder}:${dirname(execPath)}:/usr/bin:/bin`, FAKE_STATE: folder });
});

afterEach(() => rmSync(folder, { recursive: true }));

const EXITED = { Status: 'exited', Running: false } as const;

function container(service: string, policy: string, state: Partial<EngineContainer['State']>): EngineContainer {
  return {
    Id: service,
    Name: `/shop-test-${service}-1`,
    RestartCount: policy === 'on-failure' ? 4 : 0,
    State: { Status: 'running', Running: true, ExitCode: 0, ...state },
    HostConfig: { RestartPolicy: { Name: policy } },
    Config: { Image: 'image', Labels: { 'com.docker.compose.service': service } },
    NetworkSettings: {},
  };
}

function given(containers: readonly EngineContainer[], said = ''): void {
  // Docker may be asked at the same moment.
  writeFileSync(join(folder, 'containers.new'), JSON.stringify(containers));
  renameSync(join(folder, 'containers.new'), join(folder, 'containers.json'));
  writeFileSync(join(folder, 'up.txt'), said);
}

function up(): Promise<StepOutcome> {
  const files = { composeFile: 'compose.yaml', folder };
  const services = new Set(['api', 'migrate']);
  const context = { signal: new AbortController().signal, deadline: Date.now() + 20_000, say: () => {} };
  return composeUp(
    { engine, project: 'shop-test', files, services, secretsFolder: folder, now: () => new Date(), wait: true },
    { ...context, made: async () => {} },
  );
}

test('a job that failed is named, and not what waits for it', async () => {
  const waiting = { Status: 'created', Running: false } as const;
  given(
    [container('api', 'unless-stopped', waiting), container('migrate', 'on-failure', { ...EXITED, ExitCode: 2 })],
    'Container shop-test-migrate-1  Waiting\nservice "migrate" didn\'t complete successfully: exit 2\n',
  );
  expect(await up()).toEqual({
    ok: false,
    failure: {
      message: 'migrate does not come up: exited with exit code 2, restarted 4 times',
      details: expect.arrayContaining(['migrate | the last words of migrate']),
    },
  });
});

test('a job is no crash loop: it has the attempts that it was given', async () => {
  given([container('api', 'unless-stopped', {}), container('migrate', 'on-failure', { ...EXITED, ExitCode: 0 })]);
  expect(await up()).toEqual({ ok: true });
  given([container('migrate', 'on-failure', { Status: 'restarting', ExitCode: 1 })]);
  setTimeout(() => given([container('migrate', 'on-failure', EXITED)]), 1500);
  expect(await up()).toEqual({ ok: true });
});

test('a container that is unhealthy for a moment is waited for', async () => {
  given([container('api', 'unless-stopped', { Health: { Status: 'unhealthy' } })]);
  setTimeout(() => given([container('api', 'unless-stopped', { Health: { Status: 'healthy' } })]), 1500);
  expect(await up()).toEqual({ ok: true });
});

test('one that stays unhealthy is named, with its log', async () => {
  given([container('api', 'unless-stopped', { Health: { Status: 'unhealthy' } })]);
  expect(await up()).toMatchObject({
    ok: false,
    failure: { message: 'api does not come up: running, unhealthy' },
  });
});

test('what was frozen starts again, and no job runs once more', async () => {
  given([
    container('api', 'unless-stopped', EXITED),
    container('migrate', 'on-failure', EXITED),
    container('seed', 'no', { ...EXITED, ExitCode: 143 }),
  ]);
  const find = async () =>
    (await projectContainers(engine, 'shop-test')).map((each) => ({ workload: serviceOf(each), container: each }));
  await new EngineRunning(engine, { method: 'compose', find }).thaw(['api', 'migrate', 'seed']);
  expect(readFileSync(join(folder, 'argv.log'), 'utf8')).toMatch(/^start api$/m);
});
