import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../cli/commands';
import { copyProject, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;

beforeAll(async () => {
  project = copyProject();
  await runIn(project.folder, ['synth']);
});

afterAll(() => project.remove());

// What acts on a cluster is run against a real one, or a stand-in for kubectl, in tests of its own.
const local = COMMANDS.filter((command) => command.name !== 'secrets ensure');

describe.each(local.map((command) => [command.name, command] as const))('examples of %s', (_name, command) => {
  test.each(command.examples)('%s', async (example) => {
    const [program, ...words] = example.split(' ');
    expect(program).toBe('manifold');
    const { code, stdout, stderr } = await runIn(project.folder, words);
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

test('the overview lists every command', async () => {
  const { code, stdout } = await runIn(project.folder, ['--help']);
  expect(code).toBe(0);
  for (const command of COMMANDS) expect(stdout).toContain(command.name);
});
