import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generatedFiles } from '../tools/generated';
import { REPOSITORY } from './support/command-line';
import { PROJECTS } from './support/projects';

test.each(Object.entries(generatedFiles()))('%s is what `npm run generate` writes', (path, content) => {
  expect(readFileSync(join(REPOSITORY, path), 'utf8')).toBe(content);
});

test.each(PROJECTS.map(({ name, folder }) => [name, folder] as const))(
  'app.yaml of %s names its schema in the first line',
  (_name, folder) => {
    const [first = ''] = readFileSync(join(folder, 'app.yaml'), 'utf8').split('\n');
    const schema = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? 'missing';
    expect(JSON.parse(readFileSync(join(folder, schema), 'utf8'))).toHaveProperty('properties.components');
  },
);
