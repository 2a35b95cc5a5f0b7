// Runs a bundle with the code that V8 made of it in an earlier run: to compile megabytes takes longer than most commands do.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { Module } = require('node:module');
const { dirname } = require('node:path');
const { pid } = require('node:process');
const { Script } = require('node:vm');

/** V8 compares no more than the length of a source, so the first line of a bundle says what it is, and so does its code. */
function firstLine(text) {
  return Buffer.from(text.slice(0, text.indexOf('\n') + 1));
}

function readCode(path, text) {
  try {
    const kept = readFileSync(path);
    const line = firstLine(text);
    return kept.subarray(0, line.length).equals(line) ? kept.subarray(line.length) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file as a whole or not at all. */
function write(path, content) {
  const temporary = `${path}.${pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** Code that cannot be kept, as in a folder of somebody else, costs time and nothing more. */
function keepCode(path, text, script) {
  try {
    write(path, Buffer.concat([firstLine(text), script.createCachedData()]));
  } catch {
    return;
  }
}

/**
 * Runs the text of a CommonJS program as the file `filename`, and with the code in `codePath` where that is of this text and
 * this V8. `keep`: is it not, then what this run compiled is written there when it ends.
 */
function runCompiled({ text, filename, codePath, keep }) {
  const cachedData = readCode(codePath, text);
  const script = new Script(Module.wrap(text), { filename, cachedData });
  if (keep && (cachedData === undefined || script.cachedDataRejected))
    process.on('exit', () => keepCode(codePath, text, script));
  const folder = dirname(filename);
  const program = new Module(filename, null);
  program.filename = filename;
  program.paths = Module._nodeModulePaths(folder);
  script
    .runInThisContext()
    .call(program.exports, program.exports, Module.createRequire(filename), program, filename, folder);
}

module.exports = { runCompiled, write };
