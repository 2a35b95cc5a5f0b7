import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import { type ExecOptions, type ExecResult, run } from '../../lib/exec';

/** Which cluster and namespace, and with what variables kubectl is started. */
export interface ClusterAccess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly context: string;
  readonly namespace: string;
}

export interface KubectlOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KubectlOptions {
  readonly input?: string;
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

const TIMEOUT_SECONDS = 90;
const REQUEST_TIMEOUT = '--request-timeout=30s';
const SECONDS_WHEN_DOWN = 10;
export const PATIENCE_MILLISECONDS = 30_000;
export const RETRY_MILLISECONDS = [500, 1000, 2000, 4000];
/** What kubectl and helm say of an API server that is overloaded, starting, or behind a broken connection. */
export const PASSING =
  /connection refused|connection reset|i\/o timeout|TLS handshake timeout|unexpected EOF|: EOF\b|ServiceUnavailable|TooManyRequests|InternalError|etcdserver|currently unable to handle|context deadline exceeded|http2: client connection lost|Timeout: request did not complete/;

/** kubectl, for one cluster and namespace. */
export class Kubectl {
  readonly access: ClusterAccess;
  private isDown = false;

  constructor(access: ClusterAccess) {
    this.access = access;
  }

  /** Runs it as it is: for programs in containers, and what may take its time. */
  start(args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return run('kubectl', [...this.place(), ...args], { ...options, env: this.access.env });
  }

  /**
   * Gives its exit code and output; what may pass is tried again, so every call must be one that can be repeated. Once
   * that was in vain, later calls are short until one succeeds: a run that cannot go on has to end.
   */
  async try(args: readonly string[], options: KubectlOptions = {}): Promise<KubectlOutcome> {
    if (this.isDown) return this.observe(await this.once(args, { ...options, timeoutSeconds: SECONDS_WHEN_DOWN }));
    const began = performance.now();
    for (const pause of RETRY_MILLISECONDS) {
      const outcome = await this.once(args, options);
      // kubectl repeats by itself what breaks in the middle, for most of a minute.
      const isOver = performance.now() - began > PATIENCE_MILLISECONDS || options.signal?.aborted === true;
      if (outcome.code === 0 || !PASSING.test(outcome.stderr) || isOver) return this.observe(outcome);
      await sleep(pause);
    }
    return this.observe(await this.once(args, options));
  }

  private observe(outcome: KubectlOutcome): KubectlOutcome {
    this.isDown = outcome.code !== 0 && PASSING.test(outcome.stderr);
    return outcome;
  }

  /** Its standard output; throws a `UserError` with what it said when it fails. */
  async output(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.try(args, options);
    if (code !== 0) throw kubectlError(args, stderr);
    return stdout;
  }

  /** What it prints as JSON; undefined when it prints nothing, as `get --ignore-not-found` does. */
  async json<T>(args: readonly string[], options: KubectlOptions = {}): Promise<T | undefined> {
    const text = await this.output([...args, '-o', 'json'], options);
    return text.trim() === '' ? undefined : (JSON.parse(text) as T);
  }

  /** The items of a list, of whatever `get` prints for none, one or many. */
  async list<T>(args: readonly string[], options: KubectlOptions = {}): Promise<readonly T[]> {
    const found = await this.json<T | { readonly items: readonly T[] }>(args, options);
    if (found === undefined) return [];
    return typeof found === 'object' && found !== null && 'items' in found ? found.items : [found];
  }

  private place(): string[] {
    const { context, namespace } = this.access;
    return [`--context=${context}`, `--namespace=${namespace}`];
  }

  private async once(args: readonly string[], options: KubectlOptions): Promise<KubectlOutcome> {
    const { input, signal } = options;
    const result = await this.start([REQUEST_TIMEOUT, ...args], {
      timeoutSeconds: options.timeoutSeconds ?? TIMEOUT_SECONDS,
      ...(input === undefined ? {} : { input }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.status === 'exited') return result;
    if (result.status === 'missing') throw new UserError('kubectl is not on PATH', { exitCode: EXIT.failed });
    if (result.status === 'timeout')
      return { code: 1, stdout: '', stderr: `${result.stderr}\nthe cluster did not answer (i/o timeout)`.trim() };
    throw new UserError(`kubectl did not finish: ${result.status}`, { exitCode: EXIT.failed });
  }
}

/** What kubectl said, as an error for the user; the arguments hold names, never values. */
export function kubectlError(args: readonly string[], stderr: string): UserError {
  const verb = args.find((arg) => !arg.startsWith('-')) ?? '';
  return new UserError(`kubectl ${verb} failed: ${stderr.trim() || 'it gave no reason'}`, { exitCode: EXIT.failed });
}
