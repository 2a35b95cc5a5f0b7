// Runs a bundle and keeps the code that V8 made of it: `node tools/compile.cjs bundle.cjs bundle.code synth`.
const { readFileSync } = require('node:fs');
const { runCompiled } = require('./compiled.cjs');

const [filename, codePath] = process.argv.splice(1, 3, process.argv[2]).slice(1);
runCompiled({ text: readFileSync(filename, 'utf8'), filename, codePath, keep: true });
