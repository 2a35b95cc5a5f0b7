import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyProject, REPOSITORY } from '../support/command-line';

let project: ReturnType<typeof copyProject>;
let bin = '';

beforeAll(() => {
  project = copyProject();
  bin = mkdtempSync(join(tmpdir(), 'manifold-docker-'));
  // A Docker engine that takes its time to say that there is none; where it is asked to end, it leaves a note.
  const program = `#!${execPath}
const { appendFileSync } = require('node:fs');
const note = (text) => appendFileSync(process.env.NOTES, text + '\\n');
process.on('SIGTERM', () => { note('asked to end'); process.exit(1); });
note('started');
setTimeout(() => process.exit(1), Number(process.env.TAKES));
`;
  writeFileSync(join(bin, 'docker'), program);
  chmodSync(join(bin, 'docker'), 0o755);
});

afterAll(() => {
  project.remove();
  rmSync(bin, { recursive: true });
});

function start(notes: string, takes: number): ChildProcess {
  const words = ['status', 'development', '--method', 'compose', '--project', project.folder];
  return spawn(execPath, [join(REPOSITORY, 'build', 'manifold.cjs'), ...words], {
    env: { PATH: bin, NOTES: join(bin, notes), TAKES: String(takes) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function noted(notes: string, text: string): Promise<void> {
  const file = join(bin, notes);
  for (let count = 0; count < 200; count += 1, await sleep(50))
    if (existsSync(file) && readFileSync(file, 'utf8').includes(text)) return;
  throw new Error(`nobody noted that it ${text}`);
}

test('a reader that has gone does not end a command, nor change its exit code', async () => {
  const child = start('unread', 1000);
  child.stdout?.destroy();
  child.stderr?.destroy();
  expect(await once(child, 'exit')).toEqual([1, null]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s twice ends what was started, too', async (signal) => {
  const child = start(signal, 60_000);
  await noted(signal, 'started');
  child.kill(signal);
  const [said] = (await once(child.stderr as NonNullable<typeof child.stderr>, 'data')) as [Buffer];
  expect(said.toString()).toBe('stopping after this step; once more stops at once\n');
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([130, null]);
  await noted(signal, 'asked to end');
});
