import { argv } from 'node:process';
import type { Artifact } from '../../emit/artifact';
import { writeArtifacts } from '../../emit/write';

/** What the child process shall do, as JSON in its first argument. */
export interface WriteTask {
  readonly outputDir: string;
  readonly generation: string;
  /** Die by SIGKILL in place of this call of a file system function that changes something, counted from 1. */
  readonly killAtCall?: number;
  /** Fail with ENOSPC in place of this call. */
  readonly failAtCall?: number;
  /** Write again and again, with a new generation each time, until killed. */
  readonly forever?: boolean;
  readonly fileCount?: number;
  readonly contentBytes?: number;
  readonly lockWaitSeconds?: number;
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

function onCall(number: number, action: () => void): void {
  let calls = 0;
  const fs: Record<string, unknown> = require('node:fs');
  for (const name of changing) {
    const original = fs[name] as (...args: unknown[]) => unknown;
    const replacement = (...args: unknown[]): unknown => {
      calls += 1;
      if (calls === number) {
        action();
      }
      return original(...args);
    };
    fs[name] = replacement;
  }
}

function outOfSpace(): never {
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
}

function main(task: WriteTask): void {
  if (task.killAtCall !== undefined) {
    onCall(task.killAtCall, () => process.kill(process.pid, 'SIGKILL'));
  }
  if (task.failAtCall !== undefined) {
    onCall(task.failAtCall, outOfSpace);
  }
  const options = task.lockWaitSeconds === undefined ? {} : { lockWaitSeconds: task.lockWaitSeconds };
  for (let round = 0; round === 0 || task.forever === true; round += 1) {
    const generation = round === 0 ? task.generation : `${task.generation}-${round}`;
    writeArtifacts(task.outputDir, generationOf({ ...task, generation }), options);
  }
}

const task = argv[2];
if (task?.startsWith('{"outputDir"')) {
  try {
    main(JSON.parse(task));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : error}\n`);
    process.exitCode = error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 70;
  }
}
