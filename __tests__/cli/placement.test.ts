import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { REPOSITORY, type RunResult, runIn } from '../support/command-line';

const STUDIO = join(REPOSITORY, '__tests__', 'fixtures', 'everything-on');

function placed(...words: readonly string[]): Promise<RunResult> {
  const [command = '', ...rest] = words;
  return runIn(STUDIO, [...command.split(' '), 'placed', ...rest]);
}

test('every method that has a part is deployed', async () => {
  const { code, stdout } = await placed('deploy', '--dry-run', 'client', '--output', 'json');
  const files = stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
  expect({ code, methods: files.map(({ method }) => method) }).toEqual({
    code: 0,
    methods: ['kubernetes', 'compose', 'terraform'],
  });
});

test('one that is named is deployed alone, if only it has a part', async () => {
  const { code, stdout } = await placed('deploy', '--dry-run', 'client', '--method', 'compose');
  expect({ code, paths: stdout.split('\n').filter((path) => !/^(compose\/placed\/.+)?$/.test(path)) }).toEqual({
    code: 0,
    paths: [],
  });
  const words = ['--dry-run', 'client', '--method', 'helm', '--set', 'deploy.method=compose'];
  expect(await placed('deploy', ...words)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('nothing of placed is placed on helm; it is deployed by compose and terraform'),
  });
});

test.each([
  [['rollback', '--yes'], 'is deployed by kubernetes and compose and terraform: say which with --method'],
  [['migrate', '--from', 'compose', '--to', 'kubernetes'], 'only an environment without placement moves'],
])('%j is refused', async (words, message) => {
  expect(await placed(...words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});

test('the checks of each part are told apart', async () => {
  const { stdout } = await placed('checks', '--offline', '--category', 'syntax', '--output', 'json');
  expect(Object.keys(JSON.parse(stdout).methods)).toEqual(['kubernetes', 'compose', 'terraform']);
});

test('a name that there is not stands with its place and the nearest one', async () => {
  expect(await placed('deploy', '--dry-run', 'client', '--set', 'placement.archivst=compose')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('archivist'),
  });
});
