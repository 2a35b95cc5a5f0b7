import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { kubeconfig } from './lab';

const repository = join(__dirname, '..', '..', '..');

export interface ManifoldResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the application of this repository with one environment, that of the end-to-end tests. */
export interface TestProject {
  readonly folder: string;
  readonly dist: string;
  /** Runs the built command line on the project. */
  manifold(args: readonly string[]): Promise<ManifoldResult>;
  remove(): void;
}

/** Makes the project in a temporary folder. */
export function createProject(): TestProject {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-e2e-'));
  for (const path of ['app.yaml', 'db']) cpSync(join(repository, path), join(folder, path), { recursive: true });
  mkdirSync(join(folder, 'envs'));
  cpSync(join(repository, 'envs', 'default.yaml'), join(folder, 'envs', 'default.yaml'));
  cpSync(join(__dirname, '..', 'project', 'e2e.yaml'), join(folder, 'envs', 'e2e.yaml'));
  return {
    folder,
    dist: join(folder, 'dist'),
    manifold: (args) => runManifold([...args, '--project', folder]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs the built command line in the repository. */
export function runManifold(args: readonly string[]): Promise<ManifoldResult> {
  const options = { cwd: repository, env: { ...env, KUBECONFIG: kubeconfig }, maxBuffer: 64 * 2 ** 20 };
  return new Promise((settle) => {
    execFile(execPath, [join(repository, 'build', 'manifold.cjs'), ...args], options, (error, stdout, stderr) => {
      settle({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}
