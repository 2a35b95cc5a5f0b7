import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../cli/commands';
import { copyProject, REPOSITORY, runIn } from '../support/command-line';
import { HAS_PARITY_TOOLS, PARITY_FOLDERS } from '../support/parity';

let project: ReturnType<typeof copyProject>;
let cluster: { readonly PATH: string; readonly FAKE_STATE: string; readonly JWT_SECRET: string };

beforeAll(async () => {
  project = copyProject();
  await runIn(project.folder, ['synth']);
  cluster = {
    PATH: [standIn(project.folder), dirname(execPath), ...PARITY_FOLDERS].join(delimiter),
    FAKE_STATE: project.folder,
    JWT_SECRET: 'x',
  };
});

afterAll(() => project.remove());

const INFO = {
  application: 'pfm',
  environment: 'staging',
  provider: 'local',
  region: 'local',
  name_prefix: 'pfm-staging',
};
const OUTPUTS = JSON.stringify({
  environment_info: { value: INFO },
  service_endpoints: { value: {} },
  database_info: { value: null },
  cache: { value: null },
  cluster: { value: null },
  dns_name_servers: { value: [] },
  container_names: { value: {} },
});

/** An engine on which nothing runs, and which takes everything; the real one is for the end-to-end tests. */
const ENGINE = `#!/bin/sh
case "$*" in
  'version --format {{.Server.Version}}') echo 28.0.1 ;;
  'compose version --short') echo 2.39.1 ;;
esac
`;

/** A terraform with these outputs, and a kubectl that answers for the namespaces of the project; the real one is for the end-to-end tests. */
function standIn(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  copyFileSync(join(REPOSITORY, '__tests__', 'deploy', 'secrets', 'fake-kubectl.cjs'), join(bin, 'kubectl'));
  const namespaces = ['staging', 'production'].map((name) => [`namespace/pfm-${name}`, { metadata: { name } }]);
  writeFileSync(join(folder, 'outputs.json'), OUTPUTS);
  writeFileSync(join(bin, 'terraform'), `#!${execPath}\nconsole.log(${JSON.stringify(OUTPUTS)});\n`, { mode: 0o755 });
  mkdirSync(join(folder, 'engine'));
  writeFileSync(join(folder, 'engine', 'docker'), ENGINE, { mode: 0o755 });
  writeFileSync(join(folder, 'state.json'), JSON.stringify(Object.fromEntries(namespaces)));
  return bin;
}

describe.each(COMMANDS.map((command) => [command.name, command] as const))('examples of %s', (_name, command) => {
  // Without the tools outside of CI: npm run tools builds them.
  const check = command.name === 'parity' && !HAS_PARITY_TOOLS ? test.skip : test;
  check.each(command.examples)('%s', async (example) => {
    const [program, ...words] = example.split(' ');
    expect(program).toBe('manifold');
    // Parity asks the real Compose.
    const engine = command.name === 'parity' ? [] : [join(project.folder, 'engine')];
    const env = { ...cluster, PATH: [...engine, cluster.PATH].join(delimiter) };
    const { code, stdout, stderr } = await runIn(project.folder, words, env);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    if (words.includes('json')) expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });
});

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  'the help of %s shows all it takes',
  async (name, command) => {
    const { code, stdout } = await runIn(project.folder, [...name.split(' '), '--help']);
    expect(code).toBe(0);
    for (const option of Object.keys(command.options)) expect(stdout).toContain(`--${option}`);
    for (const example of command.examples) expect(stdout).toContain(example);
  },
);

test.each(COMMANDS.map(({ name }) => [name]))('help %s is its help', async (name) => {
  const words = name.split(' ');
  const wanted = await runIn(project.folder, [...words, '--help']);
  expect(await runIn(project.folder, ['help', ...words])).toEqual(wanted);
});

test.each([[['secrets', '--help']], [['help', 'secrets']], [['secrets', '-h']]])(
  '%j lists its commands',
  async (words) => {
    const { code, stdout } = await runIn(project.folder, words);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/secrets ensure .*\n {2}secrets rotate /),
    });
  },
);

test('what README.md shows of explain is what it prints', async () => {
  const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/^\$ npx manifold (explain .*)\n((?:(?!\$|```).*\n)+)/gm)];
  expect(shown.length).toBeGreaterThan(1);
  for (const [, words = '', output] of shown)
    expect((await runIn(project.folder, words.split(' '))).stdout).toBe(output);
});

test('the overview lists every command', async () => {
  const { code, stdout } = await runIn(project.folder, ['--help']);
  expect(code).toBe(0);
  for (const command of COMMANDS) expect(stdout).toContain(command.name);
});
