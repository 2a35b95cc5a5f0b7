// Writes the files that are generated from code: the JSON Schemas of the model and the list of rules.
// `--check` writes nothing and fails when one of them is not current.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { buildSync } from 'esbuild';

const bundle = 'build/generated.cjs';
buildSync({
  entryPoints: ['tools/generated.ts'],
  bundle: true,
  outfile: bundle,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
});
const { generatedFiles } = createRequire(import.meta.url)(`../${bundle}`);
const check = process.argv.includes('--check');
const stale = Object.entries(generatedFiles()).filter(([path, content]) => read(path) !== content);
if (!check)
  for (const [path, content] of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
for (const [path] of stale) console.error(`${check ? 'stale' : 'written'}: ${path}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
