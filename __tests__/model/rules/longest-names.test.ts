import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadProject } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import { REPOSITORY } from '../../support/command-line';
import { memoryProject } from '../../support/project';

const fixture = join(REPOSITORY, '__tests__', 'fixtures', 'long-names');
const files = openProject(fixture, fixture);
const texts: Readonly<Record<string, string>> = Object.fromEntries(
  ['app.yaml', 'envs/limit.yaml'].flatMap((path) => {
    const file = files.read(path);
    return file.kind === 'found' ? [[path, file.text]] : [];
  }),
);

/** Every name of the fixture: words that end in a run of one letter, by which they reach their length. */
const names = [...new Set(Object.values(texts).flatMap((text) => text.match(/[\w-]*([a-zV])\1{9,}/g) ?? []))];

function errors(name: string | undefined): string[] {
  const longer = (text: string): string =>
    name === undefined ? text : text.replace(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), `${name}${name.at(-1)}`);
  return loadProject(
    memoryProject(Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, longer(text)]))),
  )
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

test('the longest names are accepted', () => {
  expect(names.length).toBeGreaterThan(12);
  expect(errors(undefined)).toEqual([]);
});

test.each(names.map((name) => [`${name.slice(0, 12)} (${name.length})`, name] as const))(
  '%s cannot be longer by one character',
  (_title, name) => {
    expect(errors(name)).not.toEqual([]);
  },
);
