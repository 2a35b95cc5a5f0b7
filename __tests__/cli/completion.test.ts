import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../cli/commands';
import { copyProject, runIn } from '../support/command-line';

const project = copyProject();
const file = join(project.folder, 'completion.bash');

/** What bash offers after these words; the last one is being typed. */
function offered(...words: readonly string[]): string[] {
  const script =
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _manifold; printf "%s\\n" "${COMPREPLY[@]}"';
  const args = ['--norc', '-c', script, 'bash', file, 'manifold', ...words];
  return execFileSync('bash', args, { cwd: project.folder, encoding: 'utf8' }).trim().split('\n').sort();
}

beforeAll(async () => {
  const { stdout } = await runIn(project.folder, ['completion', 'bash']);
  writeFileSync(file, stdout);
});

afterAll(() => project.remove());

describe('bash', () => {
  test('commands', () => {
    expect(offered('')).toEqual([...new Set(COMMANDS.map(({ name }) => name.split(' ')[0]))].sort());
    expect(offered('tear')).toEqual(['teardown']);
  });

  test('environments of the project', () => {
    expect(offered('deploy', 'd')).toEqual(['development']);
    expect(offered('deploy', 's')).toEqual(['staging']);
  });

  test('options, and their values', () => {
    expect(offered('deploy', 'staging', '--dry')).toEqual(['--dry-run']);
    expect(offered('deploy', 'staging', '--method', 'ku')).toEqual(['kubernetes']);
  });

  test('commands of two words', () => {
    expect(offered('secrets', '')).toEqual(['ensure', 'rotate']);
    expect(offered('secrets', 'ensure', 'prod')).toEqual(['production']);
  });
});

test.each(['zsh', 'fish', 'powershell'])('%s knows every command and option', async (shell) => {
  const { stdout } = await runIn(project.folder, ['completion', shell]);
  for (const { name, options } of COMMANDS) {
    for (const word of name.split(' ')) expect(stdout).toContain(word);
    for (const option of Object.keys(options)) expect(stdout).toContain(option);
  }
});

test('another shell is refused', async () => {
  expect(await runIn(project.folder, ['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('bash, zsh'),
  });
});
