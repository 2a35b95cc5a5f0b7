// Bundles a TypeScript entry without type-checking and runs it: `node tools/run.cjs main.ts`.
const { buildSync } = require('esbuild');
const { Module } = require('node:module');
const { resolve } = require('node:path');

const entry = resolve(process.argv[2]);
const { outputFiles } = buildSync({
  entryPoints: [entry],
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  sourcemap: 'inline',
});
const bundle = new Module(entry, null);
bundle.filename = entry;
bundle.paths = Module._nodeModulePaths(resolve(entry, '..'));
process.argv.splice(1, 2, entry);
bundle._compile(outputFiles[0].text, entry);
