// Bundles the command line into build/, so that a run loads one file instead of compiling a hundred.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const { write } = createRequire(import.meta.url)('./compiled.cjs');
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build');
const program = join(folder, 'manifold.cjs');
const bundle = join(folder, 'manifold.bundle.cjs');
const code = join(folder, 'manifold.bundle.code');

function bundled(entry) {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** A run that uses much of the program, so that V8 compiles it; it need not succeed, as the project may be in the making. */
function compile() {
  const dist = mkdtempSync(join(tmpdir(), 'manifold-build-'));
  const run = [join(root, 'tools', 'compile.cjs'), bundle, code];
  spawnSync(execPath, [...run, 'synth', '--project', root, '--dir', dist], { stdio: 'ignore' });
  rmSync(dist, { recursive: true });
}

const text = bundled('cli/main.ts');
const named = `//${createHash('sha256').update(text).digest('hex')}\n${text}`;
mkdirSync(folder, { recursive: true });
write(program, bundled('tools/start.cjs'));
chmodSync(program, 0o755);
if (!existsSync(bundle) || readFileSync(bundle, 'utf8') !== named) {
  rmSync(code, { force: true });
  write(bundle, named);
}
if (!existsSync(code)) compile();
