import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyProject, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;

beforeEach(() => {
  project = copyProject();
});

afterEach(() => project.remove());

function contents(): string[] {
  return readdirSync(project.folder, { recursive: true, encoding: 'utf8' }).sort();
}

test.each<[string, (folder: string) => string, string]>([
  ['the project', (folder) => folder, 'is or holds the project folder'],
  ['a folder above it', (folder) => join(folder, '..'), 'is or holds the project folder'],
  ['envs', (folder) => join(folder, 'envs'), 'is or lies in envs/'],
  ['a folder in envs', (folder) => join(folder, 'envs', 'new', 'dist'), 'is or lies in envs/'],
  ['a link to envs', (folder) => join(folder, 'linked'), 'is or lies in envs/'],
  ['a folder behind that link', (folder) => join(folder, 'linked', 'dist'), 'is or lies in envs/'],
  [
    'the folder of an init script',
    (folder) => join(folder, 'db'),
    'is or holds db/init.sql, which the model is read from',
  ],
  ['app.yaml', (folder) => join(folder, 'app.yaml'), 'is or holds app.yaml, which the model is read from'],
])('synth writes nothing into %s', async (_title, place, why) => {
  symlinkSync('envs', join(project.folder, 'linked'));
  const before = contents();
  const words = ['synth', '--project', project.folder, '--dir', place(project.folder)];
  const { code, stderr } = await runIn('/', words);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(why) });
  expect(contents()).toEqual(before);
});

test('a folder of its own may lie anywhere else', async () => {
  mkdirSync(join(project.folder, 'db', 'out'));
  for (const dir of ['out', join('db', 'out'), join('envs-of-mine', 'dist')]) {
    const words = ['synth', '--project', project.folder, '--dir', dir];
    expect({ dir, code: (await runIn(project.folder, words)).code }).toEqual({ dir, code: 0 });
  }
});

test('an init script behind a link is guarded where it lies', async () => {
  cpSync(join(project.folder, 'db'), join(project.folder, 'sql'), { recursive: true });
  rmSync(join(project.folder, 'db'), { recursive: true });
  symlinkSync('sql', join(project.folder, 'db'));
  const { code, stderr } = await runIn(project.folder, ['synth', '--dir', 'sql']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('which the model is read from') });
});
