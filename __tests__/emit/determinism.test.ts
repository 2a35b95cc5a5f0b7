import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import { parseDocument, visit, type YAMLMap } from 'yaml';
import { synthesize } from '../../emit/synth';
import { loadOrThrow } from '../../model/load/load';
import { openProject, type ProjectFiles } from '../../model/load/project-files';
import { REPOSITORY } from '../support/command-line';
import { PROJECTS } from '../support/projects';

mkdirSync(join(REPOSITORY, 'build'), { recursive: true });
const scratch = mkdtempSync(join(REPOSITORY, 'build', 'determinism-'));
const program = join(scratch, 'manifold.cjs');

beforeAll(() => {
  buildSync({
    entryPoints: [join(REPOSITORY, 'cli', 'main.ts')],
    bundle: true,
    outfile: program,
    platform: 'node',
    packages: 'external',
  });
});

afterAll(() => rmSync(scratch, { recursive: true }));

const ELSEWHERE = {
  TZ: 'Pacific/Kiritimati',
  // Turkish has another lower case of I, and Swedish another order of letters.
  LC_ALL: 'tr_TR.UTF-8',
  LANG: 'sv_SE.UTF-8',
  LANGUAGE: 'tr:sv',
  FORCE_COLOR: '3',
  COLUMNS: '20',
  // cdk8s reads these itself.
  CDK8S_DISABLE_SORT: '1',
  CDK8S_LEGACY_HASH: '1',
  CDK8S_OUTDIR: '/nowhere',
};

function synth(project: string, surroundings: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }): string {
  const args = [program, 'synth', '--stdout', '--project', project];
  return execFileSync(execPath, args, {
    ...surroundings,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 2 ** 20,
  });
}

describe.each(PROJECTS.map(({ name, folder }) => [name, folder] as const))('%s', (_name, folder) => {
  test('is the same in another folder, locale, time zone and terminal, whatever cdk8s is told', () => {
    const here = synth(folder, { cwd: REPOSITORY, env: { ...env, TZ: 'UTC', LC_ALL: 'C' } });
    const there = synth(folder, { cwd: tmpdir(), env: { ...env, ...ELSEWHERE } });
    expect(here.length).toBeGreaterThan(1000);
    expect(there).toBe(here);
  });

  test('is the same whatever the order of keys in the files', () => {
    const files = openProject(folder, folder);
    const outputs = (of: ProjectFiles) => synthesize(loadOrThrow(of).environments.map(({ model }) => model));
    const expected = outputs(files);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        expect(outputs({ ...files, read: (path) => shuffled(files.read(path), path, seed) })).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });
});

/** The same document with the keys of its maps in another order; the first port is the main one, so ports stay. */
function shuffled(file: ReturnType<ProjectFiles['read']>, path: string, seed: number): typeof file {
  if (file.kind !== 'found' || !path.endsWith('.yaml')) return file;
  let state = seed;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  // Anchors must stand before their aliases, so they are written out first.
  const document = parseDocument(file.text, { keepSourceTokens: true });
  visit(document, {
    Alias: (_key, alias) => alias.resolve(document)?.clone() as YAMLMap | undefined,
  });
  visit(document, {
    Node: (_key, node) => {
      if ('anchor' in node) delete node.anchor;
    },
  });
  visit(document, {
    Pair: (_key, pair) => (String(pair.key) === 'ports' ? visit.SKIP : undefined),
    Map: (_key, map) => {
      map.items = map.items
        .map((item) => ({ item, order: next() }))
        .sort((a, b) => a.order - b.order)
        .map(({ item }) => item);
    },
  });
  return { ...file, text: document.toString({ lineWidth: 0 }) };
}

test('files have the same bytes under every umask, and the modes that it leaves', () => {
  const written = ['000', '022', '077'].map((umask) => {
    const dist = join(scratch, `umask-${umask}`);
    const run = 'umask "$1" && exec "$2" "$3" synth --dir "$4"';
    execFileSync('sh', ['-c', run, 'sh', umask, execPath, program, dist], { cwd: REPOSITORY, stdio: 'ignore' });
    const names = readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(dist, name)).isFile())
      .sort();
    const modes = new Set(names.map((name) => (statSync(join(dist, name)).mode & 0o777).toString(8)));
    return { umask, modes: [...modes], files: names.map((name) => [name, readFileSync(join(dist, name), 'utf8')]) };
  });
  expect(written.map(({ umask, modes }) => [umask, modes])).toEqual([
    ['000', ['666']],
    ['022', ['644']],
    ['077', ['600']],
  ]);
  for (const { files } of written) expect(files).toEqual(written[0]?.files);
});

test('two runs of cdk8s synth write the same bytes as manifold synth', () => {
  const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
  const dist = join(scratch, 'dist');
  const cdk8s = join(REPOSITORY, 'node_modules', '.bin', 'cdk8s');
  for (let run = 0; run < 2; run++) {
    execFileSync(cdk8s, ['synth', '--check-upgrade=false', '--output', dist], { cwd: REPOSITORY, stdio: 'ignore' });
    for (const { path, content } of synthesize(
      loadOrThrow(openProject('.', REPOSITORY)).environments.map(({ model }) => model),
    ))
      expect(read(dist, path)).toBe(content);
  }
});
