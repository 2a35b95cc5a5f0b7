import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VERSION } from '../../cli/run';
import { copyProject, REPOSITORY, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;

beforeEach(() => {
  project = copyProject();
});

afterEach(() => project.remove());

function edit(file: string, change: (text: string) => string): void {
  const path = join(project.folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

test('the version is that of package.json', async () => {
  const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
  expect((await runIn(project.folder, ['--version'])).stdout).toBe(`${version}\n`);
});

describe('words that do not fit', () => {
  test.each([
    [['sinth'], 'did you mean synth?'],
    [['synth', '--chekc'], 'did you mean --check?'],
    [['synth', 'extra'], 'unexpected "extra"'],
    [['synth', '--output', 'xml'], 'text or json'],
    [['parity', '--method', 'helm', '--method', 'hlem'], 'not "hlem"'],
    [['synth', '--env', 'staging'], '--env goes with --stdout'],
    [['explain', 'staging'], '<path> is missing'],
    [['explain', 'stagign', 'quota'], 'Did you mean staging?'],
    [['explain', 'staging', 'components.backend.resorces'], 'did you mean components.backend.resources?'],
    [['schema', 'helm'], 'app or environment'],
    [['synth', '--set', 'components'], 'not an assignment'],
    [['validate', '--project', 'nowhere'], 'no app.yaml in nowhere'],
    [['explain', 'staging', 'components.toString'], 'has the path components.toString'],
    [['explain', 'staging', 'components.backend.toString'], 'has the path components.backend.toString'],
    [['deploy', 'staging', '--timeout', 'abc', '--dry-run', 'client'], '--timeout takes a duration'],
    [['secrets', 'enure', 'staging'], 'unknown command "secrets enure"; did you mean secrets ensure?'],
    [['secrets', 'x'], 'there are secrets ensure, secrets rotate'],
    [['secrets'], 'needs one more word'],
    [['help', 'sinth'], 'did you mean synth?'],
  ])('%j', async (words, message) => {
    const { code, stdout, stderr } = await runIn(project.folder, words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
});

test('--stdout and --output json do not go together', async () => {
  const { code, stdout } = await runIn(project.folder, ['synth', '--stdout', '--output', 'json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: expect.stringContaining('give one of them') });
});

describe('a misspelt key, a wrong unit and a dangling reference in one file', () => {
  beforeEach(() => {
    edit('app.yaml', (text) =>
      text
        .replace('    writablePaths: [/tmp]\n', '    writeablePaths: [/tmp]\n    shutdownGrace: 30\n')
        .replace('${postgres.host}', '${postgress.host}'),
    );
  });

  test('give three errors with line and column in one run', async () => {
    const { code, stdout } = await runIn(project.folder, ['validate', '--output', 'json']);
    const { issues } = JSON.parse(stdout) as { issues: { code: string; position: object; nearest?: string }[] };
    const errors = issues.filter((issue) => 'severity' in issue && issue.severity === 'error');
    expect(code).toBe(2);
    expect(errors.map(({ code: kind, position, nearest }) => ({ kind, position, nearest }))).toEqual([
      { kind: 'unknown-reference', position: { file: 'app.yaml', line: 19, column: 16 }, nearest: 'postgres.host' },
      { kind: 'unknown-key', position: { file: 'app.yaml', line: 39, column: 5 }, nearest: 'writablePaths' },
      { kind: 'invalid-value', position: { file: 'app.yaml', line: 40, column: 20 }, nearest: '30s' },
    ]);
  });

  test('leave dist as it is', async () => {
    mkdirSync(join(project.folder, 'dist'));
    writeFileSync(join(project.folder, 'dist', 'mine.txt'), 'mine');
    const { code } = await runIn(project.folder, ['synth']);
    expect(code).toBe(2);
    expect(readdirSync(join(project.folder, 'dist'))).toEqual(['mine.txt']);
  });
});

describe('synth', () => {
  test('--check exits with 3 until dist is current, and writes nothing', async () => {
    expect((await runIn(project.folder, ['synth', '--check'])).code).toBe(3);
    expect(readdirSync(project.folder)).not.toContain('dist');
    expect((await runIn(project.folder, ['synth'])).code).toBe(0);
    expect((await runIn(project.folder, ['synth', '--check'])).code).toBe(0);
    edit('envs/staging.yaml', (text) => text.replace('maxReplicas: 3', 'maxReplicas: 4'));
    const { code, stderr } = await runIn(project.folder, ['synth', '--check']);
    expect(code).toBe(3);
    expect(stderr).toContain('stale: pfm-staging.k8s.yaml');
  });

  test('an environment that is gone leaves dist, and a foreign file stays', async () => {
    await runIn(project.folder, ['synth']);
    const dist = join(project.folder, 'dist');
    writeFileSync(join(dist, 'mine.txt'), 'mine');
    edit('envs/default.yaml', (text) => text);
    writeFileSync(join(project.folder, 'envs', 'preview.yaml'), 'domain: preview.test\n');
    await runIn(project.folder, ['synth']);
    expect(statSync(join(dist, 'pfm-preview.k8s.yaml')).isFile()).toBe(true);
    expect(readFileSync(join(dist, 'mine.txt'), 'utf8')).toBe('mine');
  });

  test('--stdout prints the manifests of one environment and writes nothing', async () => {
    const { code, stdout } = await runIn(project.folder, ['synth', '--stdout', '--env', 'staging']);
    expect(code).toBe(0);
    expect(stdout).toContain('namespace: pfm-staging');
    expect(stdout).not.toContain('pfm-production');
    expect(readdirSync(project.folder)).not.toContain('dist');
  });
});

describe('explain', () => {
  test('shows the layer of a value and what it won over', async () => {
    const path = 'components.backend.resources.requests.cpu';
    const { stdout } = await runIn(project.folder, ['explain', 'staging', path, '--set', `${path}=300m`]);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      `${path} = "300m"  # --set ${path}=300m`,
      '    over "250m"  # envs/staging.yaml:12:24',
      '    over "100m"  # envs/default.yaml:10:24',
    ]);
  });

  test('shows the sum behind a derived amount', async () => {
    const { stdout } = await runIn(project.folder, ['explain', 'production', 'quota.pods']);
    expect(stdout).toContain('quota.pods = 34  # derived: backend (10 + 1 surge);');
  });

  test('never shows the value of a secret, only where it is', async () => {
    const { stdout } = await runIn(project.folder, [
      'explain',
      'staging',
      'components.backend.environment.DB_PASSWORD',
    ]);
    expect(stdout).toContain('DB_PASSWORD = Secret postgres, key password');
  });

  test('shows a default as such', async () => {
    const { stdout } = await runIn(project.folder, ['explain', 'development', 'networkPolicy']);
    expect(stdout).toBe('networkPolicy = true  # default\n');
  });
});
