import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

const imagesDir = dirname(fileURLToPath(import.meta.url));
const repository = resolve(imagesDir, '..', '..', '..');

/** Scripts of the lab, which makes the cluster; beside the repository unless MANIFOLD_LAB says otherwise. */
export const labScripts = resolve(repository, env.MANIFOLD_LAB || '../shared/lab');

/** Where the lab keeps binaries, root file systems and image archives. */
export const labRoot = env.ROOT || join(homedir(), '.cache', 'k8s-lab');

/** A file of the lab, or an error that says which step makes it. */
export function labFile(file, madeBy) {
  if (!existsSync(file)) throw new Error(`${file} is missing: run ${madeBy} of the lab first`);
  return file;
}
