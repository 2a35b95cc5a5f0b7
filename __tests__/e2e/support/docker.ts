import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findTool } from '../../../tools/find';
import { imagesDir } from './lab';

export interface DockerResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(file: string, args: readonly string[]): Promise<DockerResult> {
  return new Promise((settle) => {
    execFile(file, args, { maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      settle({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}

async function succeed(file: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await execute(file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

/** Runs the command line of Docker; throws when it fails. */
export function docker(...args: readonly string[]): Promise<string> {
  return succeed('docker', args);
}

/** One Compose project on disk. */
export interface ComposeProject {
  run(...args: readonly string[]): Promise<string>;
  try(...args: readonly string[]): Promise<DockerResult>;
}

/** The project in a folder, by the pinned Compose. */
export function composeProject(folder: string): ComposeProject {
  const file = findTool('docker-compose');
  if (file === undefined) throw new Error('docker-compose is neither in .tools/bin nor on PATH: run "npm run tools"');
  const words = (args: readonly string[]): string[] => ['-f', join(folder, 'compose.yaml'), ...args];
  return { run: (...args) => succeed(file, words(args)), try: (...args) => execute(file, words(args)) };
}

/** Loads the images of these tests into the engine, which no registry has. */
export async function loadImages(names: readonly string[] = ['node', 'postgres', 'redis']): Promise<void> {
  for (const name of names) {
    const archive = join(imagesDir, `manifold-e2e-${name}.tar`);
    if (!existsSync(archive)) throw new Error(`no ${archive}: run "node __tests__/e2e/images/build.mjs"`);
    await docker('load', '--quiet', '--input', archive);
  }
}
