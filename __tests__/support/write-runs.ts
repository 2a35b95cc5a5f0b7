import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { generationOf, type WriteTask } from './write-child';

/** A temporary folder with the writer bundled for child processes in it. */
export function makeWorkshop(): { folder: string; script: string; remove: () => void } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'write-test-')));
  const script = join(folder, 'write-child.cjs');
  const entry = join(__dirname, 'write-child.ts');
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', outfile: script, logLevel: 'error' });
  return { folder, script, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs the writer in a process of its own to the end. */
export function runWriter(script: string, task: WriteTask, identity: { uid?: number; gid?: number } = {}) {
  return spawnSync(process.execPath, [script, JSON.stringify(task)], { encoding: 'utf8', ...identity });
}

/** Starts the writer in a process of its own. */
export function startWriter(script: string, task: WriteTask): ChildProcess {
  return spawn(process.execPath, [script, JSON.stringify(task)], { stdio: 'ignore' });
}

/** All files of a folder with their content, by path. */
export function readTree(root: string, folder = ''): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory()
        ? Object.entries(readTree(root, path))
        : [[path, readFileSync(join(root, path), 'utf8')]];
    }),
  );
}

/** The files of a generation as they lie in the output folder, list of files included. */
export function treeOf(task: Pick<WriteTask, 'generation' | 'fileCount' | 'contentBytes'>): Record<string, string> {
  const files = generationOf(task).map(({ path, content }) => [path, content] as const);
  const list = files.map(([path]) => `${path}\n`).sort();
  return Object.fromEntries([...files, ['.manifold-files', list.join('')]]);
}

/** What lies beside an output folder that a run made for itself. */
export function leftovers(outputDir: string): string[] {
  return readdirSync(join(outputDir, '..')).filter((name) => name.includes('.manifold-'));
}

/** The output as the next run will find it: in its place, or in the backup when a run died between its two renames. */
export function standingTree(outputDir: string): Record<string, string> {
  const backup = join(outputDir, '..', `.${outputDir.split('/').at(-1)}.manifold-old`);
  return readTree(existsSync(outputDir) ? outputDir : backup);
}
