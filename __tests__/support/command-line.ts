import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../cli/run';

export const REPOSITORY = join(__dirname, '..', '..');

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, in a folder, with the given variables. */
export async function runIn(
  workingDirectory: string,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<RunResult> {
  let stdout = '';
  let stderr = '';
  const code = await runCommandLine(words, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    env,
    workingDirectory,
  });
  return { code, stdout, stderr };
}

/** A copy of the application of this repository in a temporary folder. */
export function copyProject(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-project-'));
  for (const path of ['app.yaml', 'envs', 'db', '.gitignore'])
    cpSync(join(REPOSITORY, path), join(folder, path), { recursive: true });
  rmSync(join(folder, 'envs', 'custom.yaml'), { force: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
