import { execFile } from 'node:child_process';
import { env } from 'node:process';
import { findTool } from '../../../tools/find';
import { kubeconfig } from './lab';

const OUTPUT_LIMIT_BYTES = 64 * 2 ** 20;

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KubectlOptions {
  readonly input?: string;
}

/** Runs kubectl and gives its exit code, for commands that are expected to fail. */
export function tryKubectl(args: readonly string[], { input }: KubectlOptions = {}): Promise<KubectlResult> {
  const program = findTool('kubectl');
  if (program === undefined) throw new Error('kubectl is neither in .tools/bin nor on PATH: run "npm run tools"');
  const options = { env: { ...env, KUBECONFIG: kubeconfig }, maxBuffer: OUTPUT_LIMIT_BYTES };
  return new Promise((settle) => {
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      settle({ code, stdout, stderr: stderr || (error?.message ?? '') });
    });
    // A command that fails early closes its input: its own message says more than EPIPE.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

/** Runs kubectl and gives its output; throws with its message when it fails. */
export async function kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tryKubectl(args, options);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')} exited with ${code}: ${stderr.trim()}`);
  return stdout;
}

/** Reads objects as `T`; the caller names the fields it needs. */
export async function getObject<T>(args: readonly string[]): Promise<T> {
  return JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as T;
}

/** Applies objects server-side; a warning of the API server is an error, since it names a mistake in the manifest. */
export async function applyObjects(objects: readonly object[]): Promise<void> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const { code, stderr } = await tryKubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], { input });
  if (code !== 0 || stderr.includes('Warning:')) throw new Error(`apply: ${stderr.trim()}`);
}

/** Deletes a namespace left by an earlier run, and waits until it is gone. */
export async function deleteNamespace(name: string): Promise<void> {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait', '--timeout=120s']);
}
