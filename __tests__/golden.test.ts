import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { env } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { synthesize } from '../emit/synth';
import { modelsOf, PROJECTS } from './support/projects';

const GOLDEN = join(__dirname, 'golden');

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** `npm run golden` sets the variable: the outputs of now become those that are expected, but never so in CI. */
function update(folder: string, artifacts: ReturnType<typeof synthesize>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, content } of artifacts) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

describe.each(PROJECTS.map(({ name, folder }) => [name, folder] as const))('outputs of %s', (name, folder) => {
  const artifacts = synthesize(modelsOf(folder));
  const golden = join(GOLDEN, name);
  if (env.UPDATE_GOLDEN === '1' && env.CI !== 'true') update(golden, artifacts);

  test('are the files in golden/, no more and no fewer (npm run golden writes them)', () => {
    expect(artifacts.map(({ path }) => path).sort()).toEqual(filesIn(golden));
  });

  test.each(artifacts.map(({ path, content }) => [path, content] as const))(
    '%s (npm run golden writes it)',
    (path, content) => {
      expect(content).toBe(readFileSync(join(golden, path), 'utf8'));
    },
  );
});

test('golden/ has a folder for each project and nothing else', () => {
  expect(readdirSync(GOLDEN).sort()).toEqual(PROJECTS.map(({ name }) => name).sort());
});
