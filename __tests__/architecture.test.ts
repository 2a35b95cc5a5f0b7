import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findViolations, importTable } from './support/architecture-rules';

const root = join(__dirname, '..');

function readSources(): Map<string, string> {
  const paths = Object.keys(importTable)
    .filter((place) => existsSync(join(root, place)))
    .flatMap((place) => {
      const inside = () => readdirSync(join(root, place), { recursive: true, encoding: 'utf8' });
      return place.endsWith('.ts') ? [place] : inside().map((path) => `${place}/${path.replaceAll('\\', '/')}`);
    })
    .filter((path) => path.endsWith('.ts'));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

test('the code follows the architecture', () => {
  expect(findViolations(readSources())).toEqual([]);
});

test('an empty tree follows it', () => {
  expect(findViolations(new Map())).toEqual([]);
});

const long = 'const a = 1;\n'.repeat(251);

describe('a breach is found', () => {
  test.each<[string, string, string]>([
    ['lib/a.ts', "import { b } from '../model/b';", 'imports ../model/b, but lib may only import nothing'],
    ['model/a.ts', "import type { B } from '../charts/b';", 'imports ../charts/b, but model may only import lib'],
    ['model/x/a.ts', "export { b } from '../../emit/b';", 'imports ../../emit/b, but model may only import lib'],
    [
      'charts/a.ts',
      "export * as b from '../emit/b';",
      'imports ../emit/b, but charts may only import model, monitoring, imports, lib',
    ],
    [
      'emit/a.ts',
      "const b = require('../checks/b');",
      'imports ../checks/b, but emit may only import charts, model, monitoring, lib',
    ],
    [
      'checks/a.ts',
      "await import('../charts/b');",
      'imports ../charts/b, but checks may only import model, emit, deploy, lib',
    ],
    ['review/a.ts', "type B = import('../cli/b').B;", 'imports ../cli/b, but review may only import model, emit, lib'],
    ['deploy/a.ts', "import '../checks/b';", 'imports ../checks/b, but deploy may only import model, emit, lib'],
    [
      'deploy/a.ts',
      "import b = require('../tools/b');",
      'imports ../tools/b, but deploy may only import model, emit, lib',
    ],
    ['main.ts', "import { b } from './cli/b';", 'imports ./cli/b, but main.ts may only import model, emit, lib'],
    ['cli/a.ts', "import { b } from '../main';", 'imports ../main, but cli may only import'],
    ['cli/a.ts', "import { b } from '../imports/k8s';", 'imports ../imports/k8s, but cli may only import'],
    ['emit/a.ts', 'const b = require(name);', 'imports a module whose name is computed'],
    ['model/a.ts', long, 'has 251 lines, more than 250'],
    ['charts/index.ts', "export * from './b';", 'exports * from another file'],
    ['lib/utils.ts', '', 'is named after no concept'],
    ['emit/yaml-helpers.ts', '', 'is named after no concept'],
    ['model/helper/a.ts', '', 'is named after no concept'],
    ['charts/a.ts', "if (env.name === 'production') {}", 'compares with the name "production"'],
    ['charts/a.ts', "if ('staging' != name) {}", 'compares with the name "staging"'],
    ['emit/a.ts', "switch (name) { case 'dev': break; }", 'compares with the name "dev"'],
    ['emit/a.ts', "if (name.startsWith('prod')) {}", 'compares with the name "prod"'],
    ['emit/a.ts', "if (['staging', 'x'].includes(name)) {}", 'compares with the name "staging"'],
    ['model/a.ts', '// The PFM backend', 'names an application'],
    ['emit/a.ts', "const name = 'my-pfm-1';", 'names an application'],
    ['emit/a.ts', "console.log('a');", 'uses console.log'],
    ['lib/a.ts', 'const log = console;', 'uses console.*'],
    ['deploy/a.ts', 'const path = process.env.PATH;', 'uses process.env'],
    ['deploy/a.ts', "const path = process['env'];", 'uses process.env'],
    ['deploy/a.ts', 'const { env } = process;', 'uses process.*'],
    ['deploy/a.ts', "import { env as e } from 'node:process';", 'uses process.env'],
    ['deploy/a.ts', "import * as p from 'process'; p.exit(1);", 'uses process.exit'],
    ['cli/synth.ts', 'process.exitCode = 1;', 'uses process.exitCode'],
    ['deploy/a.ts', "import { spawn } from 'node:child_process';", 'imports node:child_process'],
    ['cli/a.ts', "import type { ChildProcess } from 'child_process';", 'imports node:child_process'],
    ['model/schema/a.ts', "import { readFileSync } from 'node:fs';", 'uses readFileSync of node:fs'],
    ['model/load/a.ts', "import { readFileSync, writeFileSync } from 'node:fs';", 'uses writeFileSync of node:fs'],
    ['cli/a.ts', "import * as fs from 'fs'; fs.mkdirSync('a');", 'uses mkdirSync of node:fs'],
    ['cli/a.ts', "import fs from 'node:fs'; fs['rmSync']('a');", 'uses rmSync of node:fs'],
    ['cli/a.ts', "import { open } from 'node:fs/promises';", 'uses open of node:fs'],
    ['checks/a.ts', "const fs = require('node:fs');", 'uses * of node:fs'],
    ['emit/yaml.ts', "import { readFileSync } from 'node:fs';", 'uses readFileSync of node:fs'],
  ])('%s with %j', (path, source, what) => {
    const found = findViolations(new Map([[path, source]]));
    expect(found).toContainEqual(expect.stringContaining(`${path}: ${what}`));
  });

  test('circles, through an index file and by types alone', () => {
    const sources = new Map([
      ['emit/a.ts', "import { b } from './b';"],
      ['emit/b.ts', "import { c } from './helm';"],
      ['emit/helm/index.ts', "import type { A } from '../a';"],
      ['model/a.ts', "import { a } from './a';"],
      ['model/b.ts', "import { a } from './a';"],
    ]);
    expect(findViolations(sources)).toEqual([
      'emit/a.ts: imports itself through emit/a.ts -> emit/b.ts -> emit/helm/index.ts -> emit/a.ts',
      'model/a.ts: imports itself through model/a.ts -> model/a.ts',
    ]);
  });
});

test('what is allowed is not taken for a breach', () => {
  const sources = new Map([
    ['lib/exec.ts', "import { spawn } from 'node:child_process';\nimport { statSync } from 'node:fs';"],
    [
      'model/load/a.ts',
      "import { readFileSync } from 'node:fs';\nimport { b } from '../b';\nimport { c } from '../../lib/c';",
    ],
    ['model/b.ts', "/** Not process.env, console.log or === 'production'. */\nexport const name = 'production';"],
    ['charts/k8s.ts', "export * from 'cdk8s-plus-28/lib/imports/k8s';"],
    ['charts/a.ts', "const a = { process: 1, console: 2, env: map.env };\nconst b = kind === 'web' && a.process;"],
    ['emit/write.ts', "import * as fs from 'node:fs';\nfs.rmSync('a');"],
    ['emit/write-lock.ts', "import { openSync } from 'node:fs';\nprocess.kill(process.pid, 0);"],
    ['deploy/a.ts', "import { writeFileSync } from 'node:fs';\nimport { b } from '../emit/b';"],
    ['cli/main.ts', "console.log(process.env);\nprocess.exit(1);\nimport { a } from '../deploy/a';"],
    ['cli/output.ts', 'console.error(1);'],
    ['main.ts', "import { synth } from './emit/synth';\nconst outdir = process.env.CDK8S_OUTDIR;"],
  ]);
  expect(findViolations(sources)).toEqual([]);
});
