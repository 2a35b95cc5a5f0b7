import { setTimeout as sleep } from 'node:timers/promises';
import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import { type ExecResult, run } from '../../lib/exec';
import { type ClusterAccess, PASSING, PATIENCE_MILLISECONDS, RETRY_MILLISECONDS } from '../kubernetes/kubectl';
import { type ClusterObject, objectsOf } from '../kubernetes/objects';
import { writeChart } from './chart';

const TIMEOUT_SECONDS = 300;
/** A context, a namespace or a program may be "not found" as well. */
const NO_RELEASE = /release: not found/;

export interface HelmRelease {
  readonly access: ClusterAccess;
  /** Name of the release. */
  readonly name: string;
  readonly environment: string;
}

/** What helm knows of a release. */
export interface HelmState {
  readonly revision: number;
  /** As helm says it: `deployed`, `failed`, `pending-upgrade` and so on. */
  readonly status: string;
}

interface Listed {
  readonly revision: number;
  readonly status: string;
}

/** helm, for one release in one namespace. */
export class Helm {
  private readonly release: HelmRelease;

  constructor(release: HelmRelease) {
    this.release = release;
  }

  get name(): string {
    return this.release.name;
  }

  /** Its version such as `3.18.4`; undefined when there is none. */
  async version(): Promise<string | undefined> {
    const result = await run('helm', ['version', '--template', '{{.Version}}'], {
      env: this.release.access.env,
      timeoutSeconds: 30,
    });
    return result.status === 'exited' && result.code === 0 ? result.stdout.trim().replace(/^v/, '') : undefined;
  }

  /** All revisions that helm keeps, the oldest first; none when there is no release. */
  async history(): Promise<readonly HelmState[]> {
    const text = await this.read(['history', this.name, '-o', 'json', '--max', '256']);
    return text === undefined ? [] : (JSON.parse(text) as Listed[]);
  }

  /** The objects that the chart gives for the environment, without hooks. */
  async render(artifacts: readonly Artifact[], only?: string): Promise<readonly ClusterObject[]> {
    const show = only === undefined ? [] : ['--show-only', only];
    const result = await this.withChart(artifacts, (words) => ['template', ...words, '--no-hooks', ...show]);
    return objectsOf([{ path: 'the rendered chart', content: output('template', result) }]);
  }

  /** The objects of the revision that helm has deployed last; none when there is no release. */
  async manifest(): Promise<readonly ClusterObject[]> {
    const text = await this.read(['get', 'manifest', this.name]);
    return text === undefined ? [] : objectsOf([{ path: 'the manifest of the release', content: text }]);
  }

  /** Installs or upgrades without waiting; Secrets that `secrets ensure` made become part of the release. */
  async upgrade(artifacts: readonly Artifact[]): Promise<void> {
    const result = await this.withChart(artifacts, (words) => ['upgrade', '--install', ...words, '--take-ownership']);
    output('upgrade', result);
  }

  async rollback(revision: number): Promise<void> {
    output('rollback', await this.run(['rollback', this.name, String(revision), '--no-hooks']));
  }

  /** Removes the release and waits for its pods; what carries `helm.sh/resource-policy: keep` stays. */
  async uninstall(): Promise<void> {
    const result = await this.run(['uninstall', this.name, '--wait', '--ignore-not-found']);
    output('uninstall', result);
  }

  private async withChart(
    artifacts: readonly Artifact[],
    args: (words: readonly string[]) => readonly string[],
  ): Promise<ExecResult> {
    const chart = writeChart(artifacts);
    try {
      return await this.run(args([this.name, chart.folder, '--values', chart.valuesOf(this.release.environment)]));
    } finally {
      chart.remove();
    }
  }

  /** What it prints, undefined when there is no release; tried again while the API server is away, as kubectl is. */
  private async read(args: readonly string[]): Promise<string | undefined> {
    const began = performance.now();
    let result = await this.run(args);
    for (const pause of RETRY_MILLISECONDS) {
      if (!isPassing(result) || performance.now() - began > PATIENCE_MILLISECONDS) break;
      await sleep(pause);
      result = await this.run(args);
    }
    if (result.status === 'exited' && result.code !== 0 && NO_RELEASE.test(result.stderr)) return undefined;
    return output(args[0] ?? '', result);
  }

  private run(args: readonly string[]): Promise<ExecResult> {
    const { env, context, namespace } = this.release.access;
    const place = [`--kube-context=${context}`, `--namespace=${namespace}`];
    return run('helm', [...args, ...place], { env, timeoutSeconds: TIMEOUT_SECONDS });
  }
}

function isPassing(result: ExecResult): boolean {
  return result.status === 'exited' && result.code !== 0 && PASSING.test(result.stderr);
}

function output(command: string, result: ExecResult): string {
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  throw helmError(command, result);
}

function helmError(command: string, result: ExecResult): UserError {
  const said = 'stderr' in result ? result.stderr.trim() : '';
  return new UserError(`helm ${command} failed: ${said === '' ? result.status : said}`, { exitCode: EXIT.failed });
}
