import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import type { Artifact } from '../../emit/artifact';
import { writeArtifacts } from '../../emit/write';
import { UserError } from '../../lib/errors';

/** What the child process shall do, as JSON in its first argument. */
export interface WriteTask {
  readonly outputDir: string;
  readonly generation: string;
  /** Die by SIGKILL in place of this call of a file system function that changes something, counted from 1. */
  readonly killAtCall?: number;
  /** Instead: for each call up to this one, in the folder of its number, write `old`, then the generation with ENOSPC at that call. */
  readonly failAtCallsUpTo?: number;
  /** Write again and again, with a new generation each time, until killed. */
  readonly forever?: boolean;
  readonly fileCount?: number;
  readonly contentBytes?: number;
}

/** Artifacts that all carry their generation; two generations share one file and differ in one path. */
export function generationOf(task: Pick<WriteTask, 'generation' | 'fileCount' | 'contentBytes'>): Artifact[] {
  const { generation, fileCount = 2, contentBytes = 0 } = task;
  const files = Array.from({ length: fileCount }, (_, index) => ({
    path: index % 2 === 0 ? `app-${index}.k8s.yaml` : `helm/app/templates/t-${index}.yaml`,
    content: `generation: ${generation}\n${'#'.repeat(contentBytes)}`,
  }));
  const common = { path: 'common.yaml', content: 'always: the same\n' };
  return [...files, common, { path: `only/${generation}.yaml`, content: `generation: ${generation}\n` }];
}

const changing = [
  'openSync',
  'writeFileSync',
  'fsyncSync',
  'closeSync',
  'mkdirSync',
  'linkSync',
  'symlinkSync',
  'renameSync',
  'rmSync',
  'chmodSync',
] as const;

/** Runs the action once in place of a call, and gives back what undoes the change of the functions. */
function onCall(number: number, action: () => void): () => void {
  let calls = 0;
  const fs: Record<string, unknown> = require('node:fs');
  const originals = changing.map((name) => [name, fs[name] as (...args: unknown[]) => unknown] as const);
  for (const [name, original] of originals) {
    fs[name] = (...args: unknown[]): unknown => {
      calls += 1;
      if (calls === number) {
        action();
      }
      return original(...args);
    };
  }
  return () => {
    for (const [name, original] of originals) {
      fs[name] = original;
    }
  };
}

function outOfSpace(): never {
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
}

function failAtEachCall(task: WriteTask, calls: number): string[] {
  return Array.from({ length: calls }, (_, index) => {
    const outputDir = `${task.outputDir}/${index + 1}/dist`;
    writeArtifacts(outputDir, generationOf({ ...task, generation: 'old' }));
    writeFileSync(`${outputDir}/foreign`, 'mine');
    const undo = onCall(index + 1, outOfSpace);
    try {
      writeArtifacts(outputDir, generationOf(task));
      return 'written';
    } catch (error) {
      return error instanceof UserError ? `${error.exitCode} ${error.message}` : String(error);
    } finally {
      undo();
    }
  });
}

function main(task: WriteTask): void {
  if (task.failAtCallsUpTo !== undefined) {
    process.stdout.write(JSON.stringify(failAtEachCall(task, task.failAtCallsUpTo)));
    return;
  }
  if (task.killAtCall !== undefined) {
    onCall(task.killAtCall, () => process.kill(process.pid, 'SIGKILL'));
  }
  for (let round = 0; round === 0 || task.forever === true; round += 1) {
    const generation = round === 0 ? task.generation : `${task.generation}-${round}`;
    writeArtifacts(task.outputDir, generationOf({ ...task, generation }));
  }
}

// The tests import this file for the generations; only a child process gets a task.
const given = argv[2];
if (given?.startsWith('{"outputDir"')) {
  try {
    main(JSON.parse(given));
  } catch (error) {
    process.stderr.write(`${error}\n`);
    process.exitCode = error instanceof UserError ? error.exitCode : 70;
  }
}
