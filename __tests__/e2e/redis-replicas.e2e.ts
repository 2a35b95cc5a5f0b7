import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyProject, type ProjectCopy } from './support/cli-run';
import { docker, loadImages } from './support/docker';
import { waitFor } from './support/wait';

const PROJECT = 'replicas-e2e';
const PRIMARY = `${PROJECT}-cache-1`;
const REPLICAS = [`${PROJECT}-cache-replica-1`, `${PROJECT}-cache-replica-2`];
const REDIS = 'REDISCLI_AUTH="$(cat /run/secrets/cache/password)" exec redis-cli "$@"';
const SECONDS = 60;

let project: ProjectCopy;

/** Asks by the application, as its users do: the primary, or where `readHost` leads. */
async function ask(where: 'primary' | 'read', ...words: readonly string[]): Promise<string> {
  const url = `http://127.0.0.1:18097/${[where, ...words].join('/')}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  return answer.text();
}

function redis(container: string, ...words: readonly string[]): Promise<string> {
  return docker('exec', container, 'sh', '-c', REDIS, 'redis', ...words);
}

/** What a container says under INFO, by its names. */
async function info(container: string, section: string): Promise<Readonly<Record<string, string>>> {
  const lines = (await redis(container, 'info', section)).split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function follow(value: string): Promise<unknown> {
  const isThere = async (): Promise<boolean> => {
    const found = await Promise.all(REPLICAS.map((name) => redis(name, 'get', 'key')));
    return found.every((each) => each.trim() === value);
  };
  return waitFor(isThere, { what: `both replicas have ${value}`, timeoutSeconds: SECONDS });
}

function followers(count: number): Promise<unknown> {
  const isSo = async (): Promise<boolean> => (await info(PRIMARY, 'replication')).connected_slaves === String(count);
  return waitFor(isSo, { what: `${count} replicas are connected`, timeoutSeconds: SECONDS });
}

function containers(): Promise<string> {
  return docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', PRIMARY, ...REPLICAS, `${PROJECT}-web-1`);
}

async function health(container: string): Promise<string> {
  return (await docker('inspect', '--format', '{{.State.Health.Status}}', container)).trim();
}

beforeAll(async () => {
  await loadImages(['node', 'redis']);
  project = await copyProject('replicas', 'compose');
});

afterAll(async () => {
  await project.run('teardown', ['--delete-data', '--no-backup', '--confirm', 'e2e']);
  project.remove();
});

test('two replicas come up, and a second deployment changes nothing', async () => {
  expect(await project.run('deploy', ['--yes'])).toSucceed();
  await followers(2);
  const before = await containers();
  expect(await project.run('deploy', ['--yes'])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('unchanged (release 1)'),
  });
  expect(await containers()).toBe(before);
});

describe('the application', () => {
  test('writes to the primary and reads what it wrote by readHost', async () => {
    expect(await ask('primary', 'SET', 'key', 'first')).toBe('OK');
    await follow('first');
    expect(await ask('read', 'GET', 'key')).toBe('first');
    expect(await ask('read', 'INFO', 'replication')).toContain('role:slave');
    expect(await ask('primary', 'INFO', 'replication')).toContain('role:master');
  });

  test('cannot write to a replica', async () => {
    expect(await ask('read', 'SET', 'key', 'wrong')).toMatch(/^READONLY/);
    expect(await ask('primary', 'GET', 'key')).toBe('first');
  });

  test('may neither make a server follow another nor stop it from following', async () => {
    for (const where of ['primary', 'read'] as const)
      expect(await ask(where, 'REPLICAOF', 'NO', 'ONE')).toMatch(/^NOPERM/);
  });
});

test('a replica keeps nothing on disk, and has the memory and the policy of the primary', async () => {
  const settings = async (name: string): Promise<readonly string[]> =>
    Promise.all(['maxmemory', 'maxmemory-policy'].map((setting) => redis(name, 'config', 'get', setting)));
  for (const name of REPLICAS) {
    expect(await settings(name)).toEqual(await settings(PRIMARY));
    expect(await redis(name, 'config', 'get', 'save')).toBe('save\n\n');
    expect(await info(name, 'persistence')).toMatchObject({ aof_enabled: '0' });
  }
});

test('no password is among the arguments or in the log of a replica', async () => {
  for (const name of REPLICAS) {
    const password = (await docker('exec', name, 'cat', '/run/secrets/cache/password')).trim();
    expect(password.length).toBeGreaterThan(20);
    const log = await docker('logs', name);
    expect(log).toContain('MASTER <-> REPLICA sync: Finished with success');
    expect(`${log}${await docker('top', name)}${await docker('inspect', name)}`).not.toContain(password);
  }
});

test('the primary is killed: replicas are not healthy until it is back, and have then what it has', async () => {
  // The engine starts no container again that somebody has killed.
  await docker('kill', PRIMARY);
  const unhealthy = async (): Promise<boolean> => {
    const found = await Promise.all(REPLICAS.map(health));
    return found.every((each) => each === 'unhealthy');
  };
  await waitFor(unhealthy, { what: 'both replicas are unhealthy', timeoutSeconds: SECONDS });
  expect((await redis(REPLICAS[0] ?? '', 'get', 'key')).trim()).toBe('first');
  await docker('start', PRIMARY);
  await followers(2);
  expect(await ask('primary', 'SET', 'key', 'second')).toBe('OK');
  await follow('second');
  const healthy = async (): Promise<boolean> =>
    (await Promise.all(REPLICAS.map(health))).every((each) => each === 'healthy');
  await waitFor(healthy, { what: 'both replicas are healthy', timeoutSeconds: SECONDS });
});

test('a replica is killed: it fetches everything again', async () => {
  await docker('kill', REPLICAS[0] ?? '');
  await followers(1);
  expect(await ask('primary', 'SET', 'key', 'third')).toBe('OK');
  await docker('start', REPLICAS[0] ?? '');
  await follow('third');
});

test('the password is rotated: replicas start again and follow with the new one', async () => {
  const passwordOf = (name: string): Promise<string> => docker('exec', name, 'cat', '/run/secrets/cache/password');
  const old = await passwordOf(PRIMARY);
  expect(await project.run('secrets rotate', ['cache', '--yes'])).toSucceed();
  await followers(2);
  for (const name of [PRIMARY, ...REPLICAS]) expect(await passwordOf(name)).not.toBe(old);
  expect(await ask('primary', 'SET', 'key', 'fourth')).toBe('OK');
  await follow('fourth');
  expect(await ask('read', 'GET', 'key')).toBe('fourth');
});

test('a restore into the primary reaches the replicas', async () => {
  expect(await project.run('backup')).toSucceed();
  expect(await ask('primary', 'SET', 'key', 'lost')).toBe('OK');
  await follow('lost');
  expect(await project.run('restore', ['--replace', '--confirm', 'e2e'])).toSucceed();
  await follow('fourth');
});
