import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ComposeProject, composeProject, docker, loadImages } from './support/docker';
import { images } from './support/pods';
import { createProject, runManifold } from './support/project';

const project = createProject();
const EDGE = `
edge: { kind: ingress, className: traefik, controllerNamespace: traefik, tls: { issuer: letsencrypt-staging } }
compose:
  subnet: 172.27.0.0/16
  ports: { components: { backend: 13000, frontend-admin: 13001, frontend-member: 13002 } }
`;

async function manifold(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await project.manifold(args);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

async function body(url: string): Promise<unknown> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, body: await answer.json() };
}

function healthOf(compose: ComposeProject): Promise<string[]> {
  return compose.run('ps', '--format', '{{.Service}} {{.Health}}').then((lines) => lines.trim().split('\n').sort());
}

beforeAll(async () => {
  await loadImages();
  const base = readFileSync(join(project.folder, 'envs', 'e2e.yaml'), 'utf8');
  writeFileSync(join(project.folder, 'envs', 'e2eedge.yaml'), `${base}${EDGE}`);
  await manifold('synth');
});

afterAll(() => project.remove());

describe.each([
  ['one like development', 'e2e', 3000],
  ['one like staging', 'e2eedge', 13000],
] as const)('%s', (_title, environment, port) => {
  const folder = join(project.dist, 'compose', environment);
  const compose = composeProject(folder);
  const secrets = join(project.folder, '.secrets', environment);

  afterAll(async () => {
    await compose.try('--profile', '*', 'down', '--volumes', '--timeout', '5');
  });

  test('without secrets nothing starts, and the message names the file', async () => {
    const { code, stderr } = await compose.try('up', '--detach');
    expect(code).not.toBe(0);
    expect(stderr).toContain('backend.env');
  });

  test('secrets ensure makes every key once', async () => {
    await manifold('secrets', 'ensure', environment, '--method', 'compose');
    const read = (): string[] =>
      readdirSync(secrets, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`)
        .sort();
    const before = read();
    expect(before).toHaveLength(6);
    await manifold('secrets', 'ensure', environment, '--method', 'compose');
    expect(read()).toEqual(before);
  });

  test('up --wait reaches healthy', async () => {
    await compose.run('up', '--detach', '--wait', '--wait-timeout', '120');
    const names = ['backend', 'frontend-admin', 'frontend-member', 'postgres', 'redis'];
    expect(await healthOf(compose)).toEqual(names.map((name) => `${name} healthy`));
  });

  test('the service reaches postgres and redis with the generated secrets', async () => {
    expect(await body(`http://127.0.0.1:${port}/health`)).toEqual({
      status: 200,
      body: { ok: true, postgres: { ok: true }, redis: { ok: true } },
    });
    expect(await body(`http://127.0.0.1:${port}/roundtrip`)).toMatchObject({ status: 200, body: { ok: true } });
  });

  test('limits are those of the cgroup', async () => {
    const read = (path: string): Promise<string> => compose.run('exec', '-T', 'postgres', 'cat', path);
    const memory = await read('/sys/fs/cgroup/memory.max').catch(() =>
      read('/sys/fs/cgroup/memory/memory.limit_in_bytes'),
    );
    expect(Number(memory)).toBe(512 * 2 ** 20);
  });

  test('a process has its user, no capabilities and a read-only root', async () => {
    const status = await compose.run('exec', '-T', 'backend', 'cat', '/proc/1/status');
    expect(status).toMatch(/^Uid:\t10001\t/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect((await compose.try('exec', '-T', 'backend', 'touch', '/app/x')).stderr).toContain('Read-only');
  });

  test('a portal cannot reach the database', async () => {
    const connect =
      'require("net").connect(5432,"postgres").on("connect",()=>process.exit(0)).on("error",()=>process.exit(7))';
    expect((await compose.try('exec', '-T', 'frontend-admin', 'node', '-e', connect)).code).toBe(7);
    expect(await compose.try('exec', '-T', 'backend', 'node', '-e', connect)).toSucceed();
  });

  test('down keeps the volumes, and up again finds the data', async () => {
    const user = ['psql', '-U', 'pfm_user', '-d', `pfm_community_${environment}`, '-Atc'];
    const query = (sql: string): Promise<string> => compose.run('exec', '-T', 'postgres', ...user, sql);
    await query('create table kept (n int); insert into kept values (42)');
    await compose.run('down', '--timeout', '20');
    await compose.run('up', '--detach', '--wait', '--wait-timeout', '120');
    expect((await query('select n from kept')).trim()).toBe('42');
  });

  test('a lost password is not invented while the volume is there', async () => {
    const [file, aside] = [join(secrets, 'postgres', 'password'), join(project.folder, `${environment}-password`)];
    renameSync(file, aside);
    const { code, stderr } = await project.manifold(['secrets', 'ensure', environment, '--method', 'compose']);
    renameSync(aside, file);
    expect({ code, stderr }).toEqual({ code: expect.any(Number), stderr: expect.stringContaining('postgres-data') });
    expect(code).not.toBe(0);
  });
});

describe('hostile values', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'manifold-hostile-'));
  const fixture = join(__dirname, '..', 'fixtures', 'hostile-values');
  const compose = composeProject(join(scratch, 'compose', 'only'));

  afterAll(async () => {
    await compose.try('down', '--volumes', '--timeout', '5');
    rmSync(scratch, { recursive: true });
  });

  test('every value and argument reaches the process byte for byte', async () => {
    const set = [`components.web.image=${images.node}`, 'components.web.environment.PORT=8080'];
    const words = [
      'images.pullPolicy=IfNotPresent',
      'compose.subnet=172.26.0.0/16',
      'compose.ports.components.web=18080',
    ];
    const all = [...set, ...words].flatMap((each) => ['--set', each]);
    const { code, stderr } = await runManifold(['synth', '--project', fixture, '--dir', scratch, ...all]);
    expect({ code, stderr }).toSucceed();
    await compose.run('up', '--detach');
    const container = (await compose.run('ps', '--quiet', 'web')).trim();
    const script = 'process.stdout.write(JSON.stringify(process.env))';
    const inspect = JSON.parse(await docker('inspect', container)) as [{ Args: string[]; Config: { Cmd: string[] } }];
    expect(inspect[0].Config.Cmd).toEqual(['$(VAR)', '{{ .x }}', '$$', '--flag=a b', '']);
    const shown = await compose.run('exec', '-T', 'web', 'node', '-e', script);
    const seen = JSON.parse(shown) as Record<string, string>;
    const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')) as Record<string, string>;
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, seen[name]]))).toEqual(expected);
  });
});
