import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';

const ownBin = join(__dirname, '..', '.tools', 'bin');

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The full path of a tool, from .tools/bin or else from PATH. */
export function findTool(name: string): string | undefined {
  const folders = [ownBin, ...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** As findTool, for tests: under CI a missing tool is an error, by hand the caller may skip. */
export function findTestTool(name: string): string | undefined {
  const found = findTool(name);
  if (found === undefined && env.CI === 'true') {
    throw new Error(`${name} is neither in .tools/bin nor on PATH: run "npm run tools"`);
  }
  return found;
}
