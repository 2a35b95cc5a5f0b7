import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CheckContext, CheckResult } from '../../checks/live/check';
import { CHECKS } from '../../checks/live/checks';
import { redisPassword } from '../../checks/live/integration/redis-password';
import { type CheckReport, hasFailed, runChecks } from '../../checks/live/run-checks';
import type { Running } from '../../deploy/running';
import { synthesize } from '../../emit/synth';
import type { Model } from '../../model/model';
import { REPOSITORY, runIn } from '../support/command-line';
import { dockerRunning } from '../support/docker-running';
import { modelsOf } from '../support/projects';
import { composeProject, docker, loadImages } from './support/docker';
import { createProject } from './support/project';

const ENVIRONMENT = 'e2echecks';
const PROJECT = `pfm-${ENVIRONMENT}`;
const project = createProject();
const compose = composeProject(join(project.dist, 'compose', ENVIRONMENT));
const path = { ...env, PATH: `${join(REPOSITORY, '.tools', 'bin')}:${env.PATH}` };

async function manifold(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await runIn(project.folder, words, path);
  if (code !== 0) throw new Error(stderr);
}

function contextNow(): CheckContext & { readonly running: Running } {
  const models = modelsOf(project.folder);
  const model = models[0] as Model;
  return {
    model,
    method: 'compose',
    artifacts: synthesize(models),
    distFolder: project.dist,
    projectFolder: project.folder,
    running: dockerRunning(model, PROJECT, path),
    env: path,
    now: () => new Date(),
    load: { seconds: 1, connections: 2 },
  };
}

function reports(): Promise<readonly CheckReport[]> {
  return runChecks(CHECKS, contextNow());
}

/** What failed: the check, what it said, and the details. */
async function failures(): Promise<(CheckResult & { readonly id: string })[]> {
  const all = (await reports()).flatMap(({ id, results }) => results.map((result) => ({ id, ...result })));
  return all.filter(({ status }) => status === 'failed');
}

beforeAll(async () => {
  await loadImages();
  const envs = join(project.folder, 'envs');
  renameSync(join(envs, 'e2e.yaml'), join(envs, `${ENVIRONMENT}.yaml`));
  const ports =
    'compose:\n  subnet: 172.25.0.0/16\n  ports: { components: { backend: 14000, frontend-admin: 14001, frontend-member: 14002 } }\n';
  const file = join(envs, `${ENVIRONMENT}.yaml`);
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${ports}`);
  writeFileSync(join(project.folder, 'README.md'), '# It\n');
  await manifold('synth');
  await manifold('secrets', 'ensure', ENVIRONMENT, '--method', 'compose');
  await compose.run('up', '--detach', '--wait', '--wait-timeout', '120');
});

afterAll(async () => {
  await compose.try('--profile', '*', 'down', '--volumes', '--timeout', '5');
  project.remove();
});

describe('an environment that is as the model says', () => {
  test('passes every check that Docker can be asked', async () => {
    const all = await reports();
    expect(await failures()).toEqual([]);
    expect(hasFailed(all)).toBe(false);
    const skipped = all.filter(({ results }) => results.every(({ status }) => status === 'skipped'));
    const unasked = ['model-rules', 'drift'];
    expect(skipped.map(({ id }) => id)).toEqual([
      ...unasked,
      'seccomp',
      'network-policies',
      'certificates',
      'recent-backup',
    ]);
  });

  test('leaves nothing behind, and shows no secret', async () => {
    const text = JSON.stringify(await reports());
    for (const file of ['postgres/password', 'redis/password', 'backend/jwt-secret']) {
      const secret = readFileSync(join(project.folder, '.secrets', ENVIRONMENT, file), 'utf8').trim();
      expect(secret.length).toBeGreaterThan(20);
      expect(text).not.toContain(secret);
    }
    const tables =
      'PGPASSWORD="$(cat /run/secrets/postgres/password)" psql -h 127.0.0.1 -U pfm_user -d "$POSTGRES_DB" -tAc "select count(*) from pg_class where relname like \'manifold%\'"';
    expect((await compose.run('exec', '-T', 'postgres', 'sh', '-c', tables)).trim()).toBe('0');
    expect(await redis('keys manifold:*')).toBe('');
  });
});

describe('an environment that was changed by hand', () => {
  test('a port that the model does not know', async () => {
    const server = 'require("net").createServer().listen(9229, "0.0.0.0")';
    await docker('exec', '--detach', `${PROJECT}-backend-1`, 'node', '-e', server);
    const found = await until(failures, (all) => all.length > 0);
    expect(found).toEqual([
      expect.objectContaining({
        id: 'listening-ports',
        message: `${PROJECT}-backend-1 listens on 9229, the model has 3000`,
      }),
    ]);
    await compose.run('restart', 'backend');
    await compose.run('up', '--detach', '--wait', '--wait-timeout', '120');
  });

  test('a file of the output, and a database that believes everybody', async () => {
    const script = 'echo "host all all all trust" > "$PGDATA/pg_hba.conf"';
    await compose.run('exec', '-T', 'postgres', 'sh', '-c', script);
    await compose.run('kill', '--signal', 'HUP', 'postgres');
    rmSync(join(project.dist, 'LOSSES.md'));
    const found = await until(failures, (all) => all.length > 1);
    expect(found.map(({ id }) => id)).toEqual(['losses-current', 'postgres-password']);
  });

  test('a Redis without a password', async () => {
    const id = `${PROJECT}-open`;
    const image = 'lab.local/manifold-e2e/redis:7';
    await docker('run', '--detach', '--name', id, '--network', 'none', image, '--save', '');
    try {
      const container = { workload: 'redis', id, image, isReady: true, restarts: 0 };
      const { running, ...context } = contextNow();
      const open = { ...context, running: { ...running, containers: async () => [container] } };
      const asked = () => runChecks([redisPassword], open);
      const [report] = await until(asked, ([first]) => first?.results[0]?.details?.length === 2);
      expect(report?.results).toEqual([
        {
          status: 'failed',
          message: 'redis does not want its password',
          details: ['without a password it does not say NOAUTH', 'a wrong password is not refused'],
        },
      ]);
    } finally {
      await docker('rm', '--force', '--volumes', id);
    }
  });

  test('a database that is stopped', async () => {
    await compose.run('stop', 'postgres');
    const ids = new Set((await failures()).map(({ id }) => id));
    for (const id of ['containers-ready', 'process-user', 'postgres-query', 'postgres-password', 'secret-files'])
      expect(ids).toContain(id);
  });
});

async function redis(command: string): Promise<string> {
  const script = `REDISCLI_AUTH="$(cat /run/secrets/redis/password)" redis-cli ${command}`;
  return (await compose.run('exec', '-T', 'redis', 'sh', '-c', script)).trim();
}

async function until<T>(read: () => Promise<T>, isEnough: (value: T) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const value = await read();
    if (isEnough(value) || attempt === 5) return value;
    await sleep(1000);
  }
}
