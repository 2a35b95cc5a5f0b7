// Bundles the command line into build/manifold.cjs, so that a run loads one file instead of compiling a hundred.
import { chmodSync } from 'node:fs';
import { build } from 'esbuild';

const outfile = 'build/manifold.cjs';
await build({
  entryPoints: ['cli/main.ts'],
  bundle: true,
  outfile,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  banner: { js: '#!/usr/bin/env node' },
  logLevel: 'warning',
});
chmodSync(outfile, 0o755);
