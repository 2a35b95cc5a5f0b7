#!/usr/bin/env node
// Starts the command line: bundled into build/manifold.cjs, beside the bundle that it runs and the code that V8 made of it.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { runCompiled } = require('./compiled.cjs');

const filename = join(__dirname, 'manifold.bundle.cjs');
runCompiled({
  text: readFileSync(filename, 'utf8'),
  filename,
  codePath: join(__dirname, 'manifold.bundle.code'),
  keep: false,
});
