import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { stopPrograms } from '../lib/exec';
import { runCommandLine } from './run';

/** Outputs whose reader has gone: a pipe that was closed, a terminal that is no more. */
const unread = new Set<1 | 2>();

/**
 * Writes all of a text at once, so that nothing is lost when the process ends. A reader that has gone is no error, and no
 * reason to leave a deployment in its middle.
 */
function print(descriptor: 1 | 2, text: string): void {
  if (unread.has(descriptor)) return;
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE' || code === 'EIO') {
        unread.add(descriptor);
        return;
      }
      if (code !== 'EAGAIN') throw error;
    }
  }
}

const INTERRUPTED = 130;
const isInteractive = process.stdin.isTTY === true && process.stderr.isTTY === true && process.env.CI === undefined;
const interruption = new AbortController();

/** Asks on standard error; the end of the input is no answer, and so is Ctrl-C. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal: interruption.signal });
  } catch {
    return '';
  } finally {
    lines.close();
  }
}

// They have groups of their own, and would go on by themselves while the next run takes the lock over.
process.on('exit', stopPrograms);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for the end of a step.
    if (interruption.signal.aborted) process.exit(INTERRUPTED);
    print(2, 'stopping after this step; once more stops at once\n');
    interruption.abort();
  });

runCommandLine(process.argv.slice(2), {
  stdout: (text) => print(1, text),
  stderr: (text) => print(2, text),
  env: process.env,
  workingDirectory: process.cwd(),
  signal: interruption.signal,
  isTerminal: process.stderr.isTTY === true && process.env.CI === undefined && process.env.TERM !== 'dumb',
  ...(isInteractive ? { ask } : {}),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    print(2, `manifold has a bug:\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
