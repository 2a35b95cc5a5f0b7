import { writeSync } from 'node:fs';
import { runCommandLine } from './run';

/** Writes all of a text at once, so that nothing is lost when the process ends; a reader that has gone is no error. */
function print(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
    }
  }
}

runCommandLine(process.argv.slice(2), {
  stdout: (text) => print(1, text),
  stderr: (text) => print(2, text),
  env: process.env,
  workingDirectory: process.cwd(),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    print(2, `manifold has a bug:\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
