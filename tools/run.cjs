// Bundles a TypeScript entry without type-checking and runs it: `node tools/run.cjs main.ts`. The bundle is kept in build/,
// and is good for as long as nothing that it was made of has changed.
const { mkdirSync, readFileSync, statSync } = require('node:fs');
const { basename, dirname, join, resolve } = require('node:path');
const { runCompiled, write } = require('./compiled.cjs');

const entry = resolve(process.argv[2]);
const kept = join(dirname(entry), 'build', `${basename(entry, '.ts')}.bundle.cjs`);

/** When a file was changed, and its size; null without such a file. */
function stateOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.mtimeMs} ${stat.size}`;
}

/** The bundle of an earlier run, if it would come out the same; its first line is a comment with what it was made of. */
function keptBundle() {
  let text;
  try {
    text = readFileSync(kept, 'utf8');
    const states = Object.entries(JSON.parse(text.slice(2, text.indexOf('\n'))));
    return states.every(([path, state]) => stateOf(path) === state) ? text : undefined;
  } catch {
    return undefined;
  }
}

function bundle() {
  const { outputFiles, metafile } = require('esbuild').buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    absWorkingDir: dirname(entry),
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  const inputs = Object.keys(metafile.inputs).map((path) => resolve(dirname(entry), path));
  const states = [entry, __filename, ...inputs].map((path) => [path, stateOf(path)]);
  return `//${JSON.stringify(Object.fromEntries(states))}\n${outputFiles[0].text}`;
}

let text = keptBundle();
if (text === undefined) {
  text = bundle();
  mkdirSync(dirname(kept), { recursive: true });
  write(kept, text);
}
process.argv.splice(1, 2, entry);
runCompiled({ text, filename: entry, codePath: kept.replace(/cjs$/, 'code'), keep: true });
