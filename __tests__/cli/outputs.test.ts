import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyProject, type RunResult, runIn } from '../support/command-line';

const ENVIRONMENT = `provider: aws
domain: live.pfm.test
backingServices: { postgres: { mode: managed }, redis: { mode: managed } }
`;

const service = { host: 'db.internal', port: 5433, tls: true, secret: { name: 'postgres', key: 'password' } };
const OUTPUTS = {
  environment_info: {
    application: 'pfm',
    environment: 'live',
    provider: 'aws',
    region: 'eu-west-1',
    name_prefix: 'pfm-live',
  },
  service_endpoints: {},
  database_info: { ...service, identifier: 'postgres', name: 'made_db', user: 'made_user', vault_secret: 'arn:secret' },
  cache: { ...service, identifier: 'redis', host: 'cache.internal', port: 6379 },
  cluster: {
    name: 'pfm-live',
    endpoint: 'https://k8s',
    version: '1.33',
    namespace: 'pfm-live',
    ca_certificate: 'Zm9v',
  },
  dns_name_servers: ['ns.test'],
  container_names: {},
  secret_values: { postgres: { password: 'hunter2' } },
};

let project: ReturnType<typeof copyProject>;

beforeEach(() => {
  project = copyProject();
  writeFileSync(join(project.folder, 'envs', 'live.yaml'), ENVIRONMENT);
});

afterEach(() => project.remove());

/** As `terraform output -json` prints them. */
function printed(outputs: object): string {
  const entries = Object.entries(outputs).map(([name, value]) => [
    name,
    { sensitive: name === 'secret_values', value },
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

function outputs(values: object, ...words: readonly string[]): Promise<RunResult> {
  writeFileSync(join(project.folder, 'outputs.json'), printed(values));
  return runIn(project.folder, ['outputs', 'live', '--file', 'outputs.json', ...words]);
}

const layer = (): string => join(project.folder, 'envs', 'outputs', 'live.yaml');
const explained = async (path: string): Promise<string> =>
  (await runIn(project.folder, ['explain', 'live', path])).stdout;

test('the hosts and ports of managed services come from Terraform', async () => {
  const before = await runIn(project.folder, ['validate', '--env', 'live']);
  expect(before.stderr + before.stdout).toContain('nobody knows the host of postgres yet');
  expect(await outputs(OUTPUTS)).toMatchObject({ code: 0, stdout: 'envs/outputs/live.yaml: written\n' });
  expect(await explained('backingServices.postgres.host')).toContain('= "db.internal"  # envs/outputs/live.yaml');
  expect(await explained('backingServices.redis.port')).toContain('= 6379');
  // As the cloud calls them, which may be otherwise than app.yaml.
  expect(await explained('backingServices.postgres.user')).toContain('= "made_user"');
  expect(await explained('backingServices.postgres.database')).toContain('= "made_db"');
  const after = await runIn(project.folder, ['validate', '--env', 'live']);
  expect(after.stderr + after.stdout).not.toContain('nobody knows');
  expect(await outputs(OUTPUTS)).toMatchObject({ code: 0, stdout: 'envs/outputs/live.yaml: unchanged\n' });
});

test('a service that is not made has no output', async () => {
  expect(await outputs({ ...OUTPUTS, cache: undefined })).toMatchObject({ code: 0 });
  expect(readFileSync(layer(), 'utf8')).not.toContain('redis');
});

test('no secret is read, printed or written', async () => {
  const { stdout } = await outputs(OUTPUTS, '--output', 'json');
  expect(stdout + readFileSync(layer(), 'utf8')).not.toContain('hunter2');
  expect(JSON.parse(stdout)).toMatchObject({ environment: 'live', cluster: { name: 'pfm-live' } });
});

test('a dry run prints the layer and writes nothing', async () => {
  const { code, stdout } = await outputs(OUTPUTS, '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('host: db.internal');
  expect(existsSync(layer())).toBe(false);
});

test('what runs in the cluster keeps its place', async () => {
  writeFileSync(join(project.folder, 'envs', 'live.yaml'), ENVIRONMENT.replace(', redis: { mode: managed }', ''));
  await outputs(OUTPUTS);
  expect(readFileSync(layer(), 'utf8')).not.toContain('redis');
});

test.each([
  [
    'another environment',
    { ...OUTPUTS, environment_info: { ...OUTPUTS.environment_info, environment: 'staging' } },
    'these outputs are those of pfm staging aws eu-west-1, not of pfm live aws eu-west-1',
  ],
  ['an output that is missing', { ...OUTPUTS, environment_info: undefined }, 'environment_info: '],
  [
    'a host that is none',
    { ...OUTPUTS, database_info: { ...OUTPUTS.database_info, host: 'no host' } },
    'database_info.host',
  ],
  ['a port that is none', { ...OUTPUTS, cache: { ...OUTPUTS.cache, port: 0 } }, 'cache.port'],
])('%s is refused, and nothing is written', async (_what, values, message) => {
  const { code, stderr } = await outputs(values);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  expect(existsSync(layer())).toBe(false);
});

test('what is no JSON is refused', async () => {
  writeFileSync(join(project.folder, 'outputs.json'), 'No outputs found');
  const { code, stderr } = await runIn(project.folder, ['outputs', 'live', '--file', 'outputs.json']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('outputs.json is not what terraform output -json prints'),
  });
});

/** A terraform that gives the outputs in one root, and only with the data folder that it is meant to use. */
function terraformFor(root: string, dataFolder: string | undefined): Record<string, string> {
  const bin = join(project.folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const program = join(bin, 'terraform');
  const isMeant = `process.argv.includes(${JSON.stringify(`-chdir=${root}`)}) && process.env.TF_DATA_DIR === ${JSON.stringify(dataFolder)}`;
  writeFileSync(program, `#!${execPath}\nconsole.log(${isMeant} ? ${JSON.stringify(printed(OUTPUTS))} : "{}");\n`);
  chmodSync(program, 0o755);
  return { PATH: [bin, dirname(execPath)].join(delimiter) };
}

test('without a file, terraform is asked in the root of the provider', async () => {
  const env = terraformFor(join(project.folder, 'infra', 'terraform', 'aws'), undefined);
  expect(await runIn(project.folder, ['outputs', 'live', '--from', 'terraform'], env)).toMatchObject({ code: 0 });
  expect(readFileSync(layer(), 'utf8')).toContain('host: cache.internal');
});

test('what deploy has initialised is asked where there is any, unless a root is named', async () => {
  const data = join(project.folder, '.manifold', 'live', 'terraform', 'data');
  mkdirSync(data, { recursive: true });
  const env = terraformFor(join(project.folder, 'infra', 'terraform', 'aws'), data);
  expect(await runIn(project.folder, ['outputs', 'live', '--from', 'terraform'], env)).toMatchObject({ code: 0 });
  expect(readFileSync(layer(), 'utf8')).toContain('host: cache.internal');
  const other = terraformFor(join(project.folder, 'mine'), undefined);
  expect(await runIn(project.folder, ['outputs', 'live', '--root', 'mine'], other)).toMatchObject({ code: 0 });
});

test('terraform that is not there is an error, not a crash', async () => {
  const { code, stderr } = await runIn(project.folder, ['outputs', 'live'], { PATH: '' });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('it is not on PATH') });
});
