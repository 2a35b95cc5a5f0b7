import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { getObject, kubectl } from './kubectl';
import { kubeconfig } from './lab';

const repository = join(__dirname, '..', '..', '..');
// Longer than the limit of a deployment, which then can say what it waited for.
const LIMIT_MS = 660_000;

export interface CliResult {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends it with SIGKILL as soon as it has printed this. */
  readonly killAt?: RegExp;
  /** Sends this as soon as it has printed `killAt`, in place of SIGKILL. */
  readonly signal?: 'SIGKILL' | 'SIGINT';
}

/** The built command line as users run it: a process of its own, without a terminal, with the pinned tools on PATH. */
export function cli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const started = performance.now();
  const PATH = `${join(repository, '.tools', 'bin')}:${env.PATH}`;
  const child = spawn(execPath, [join(repository, 'build', 'manifold.cjs'), ...words], {
    cwd: repository,
    env: { ...env, PATH, KUBECONFIG: kubeconfig, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  let isSent = false;
  const collect = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    output[name] += chunk.toString('utf8');
    if (isSent || options.killAt?.test(`${output.stdout}${output.stderr}`) !== true) return;
    isSent = true;
    child.kill(options.signal ?? 'SIGKILL');
  };
  child.stdout.on('data', collect('stdout'));
  child.stderr.on('data', collect('stderr'));
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  return new Promise((settle) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      settle({ code, ...output, seconds: (performance.now() - started) / 1000 });
    });
  });
}

/** A copy of a project of these tests in a temporary folder. */
export interface ProjectCopy {
  readonly folder: string;
  /** Runs a command on the environment `e2e` of the project. */
  run(command: string, words?: readonly string[], options?: CliOptions): Promise<CliResult>;
  remove(): void;
}

/** Makes the project `small`, for one method or those that it names itself, with another name for its namespace `<name>-e2e`. */
export async function smallProject(method?: string, name = 'small'): Promise<ProjectCopy> {
  const project = await copyProject('small', method);
  for (const path of ['app.yaml', join('envs', 'e2e.yaml')]) {
    const text = readFileSync(join(project.folder, path), 'utf8');
    writeFileSync(join(project.folder, path), text.replace(/^(name|namespace): small/m, `$1: ${name}`));
  }
  return project;
}

/** Makes a project of these tests; what it deploys goes to the cluster of these tests, and to no other. */
export async function copyProject(name: 'small' | 'replicas' | 'rotate', method?: string): Promise<ProjectCopy> {
  const folder = mkdtempSync(join(tmpdir(), `manifold-${name}-`));
  cpSync(join(__dirname, '..', 'project', name), folder, { recursive: true });
  const place = [
    '--set',
    `deploy.context=${await currentContext()}`,
    '--set',
    `deploy.clusterUid=${await clusterUid()}`,
  ];
  const methodWords = method === undefined ? [] : ['--method', method];
  return {
    folder,
    run: (command, words = [], options = {}) =>
      cli([...command.split(' '), 'e2e', '--project', folder, ...methodWords, ...place, ...words], options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Name of the context that the kubeconfig of these tests has. */
export async function currentContext(): Promise<string> {
  return (await kubectl(['config', 'current-context'])).trim();
}

/** UID of the namespace kube-system. */
export async function clusterUid(): Promise<string> {
  const { metadata } = await getObject<{ metadata: { uid: string } }>(['namespace', 'kube-system']);
  return metadata.uid;
}
