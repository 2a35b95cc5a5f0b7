// Wall time and memory of whole processes, alternating between the commands that are compared.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const reporter = fileURLToPath(new URL('report-usage.cjs', import.meta.url));

/** Runs a command once: seconds, and MiB of the largest resident size where it is a Node program. */
export function once({ command, args, cwd, status = 0 }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const usage = join(folder, 'usage');
  const isNode = command === process.execPath;
  const words = isNode ? ['--require', reporter, ...args] : args;
  const started = performance.now();
  const result = spawnSync(command, words, {
    cwd,
    env: { ...process.env, BENCH_USAGE: usage },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = (performance.now() - started) / 1000;
  if (result.status !== status) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}`);
  const mebibytes = isNode ? Number(readFileSync(usage, 'utf8')) / 1024 : undefined;
  rmSync(folder, { recursive: true });
  return { seconds, mebibytes };
}

/** The median run of each command, the commands taking turns so that a busy machine slows all of them. */
export function compare(commands, rounds) {
  const runs = commands.map(() => []);
  for (const command of commands) once(command);
  for (let round = 0; round < rounds; round++)
    for (const [index, command] of commands.entries()) runs[index].push(once(command));
  return runs.map((all) => all.sort((a, b) => a.seconds - b.seconds)[Math.floor(all.length / 2)]);
}
