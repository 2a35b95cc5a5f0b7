import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import { POSTGRES_ROTATING_FILE } from '../../model/derive/rotation-files';
import type { BackingService } from '../../model/model';
import type { Kubectl } from '../kubernetes/kubectl';
import { NAME_LABEL, titleOf } from '../kubernetes/objects';
import type { Observed } from '../kubernetes/snapshot';
import { waitUntilReady } from '../kubernetes/wait';
import type { Running, RunningContainer } from '../running';
import { ClusterValues } from './cluster-values';
import type { RestartContext, RotationPlace } from './place';
import type { Overrides } from './stand-in';

const NUDGED = 'manifold.dev/nudged-at';
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';
/** How long new pods get to start before a password is changed without them; they only shorten a pause. */
const START_SECONDS = 40;
/** How long pods get to end before a password that they have is changed. */
const GONE_SECONDS = 60;
const POLL_MILLISECONDS = 500;

interface Template {
  readonly template?: { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } };
}

export interface ClusterPlaceOptions {
  readonly kubectl: Kubectl;
  readonly application: string;
  readonly running: Running;
  readonly now: () => Date;
}

/** An environment in a namespace: pods that read a Secret are replaced by a rollout, which keeps old ones until new ones are ready. */
export class ClusterPlace implements RotationPlace {
  readonly values: ClusterValues;
  readonly running: Running;
  private readonly options: ClusterPlaceOptions;
  private readonly selector: string;

  constructor(options: ClusterPlaceOptions) {
    this.options = options;
    this.running = options.running;
    this.values = new ClusterValues(options.kubectl);
    this.selector = `app.kubernetes.io/part-of=${options.application},${NAME_LABEL}`;
  }

  /** A probe that knows nothing of rotations would take the database away from everybody in the middle of one. */
  async check(services: readonly BackingService[]): Promise<readonly Issue[]> {
    const issues: Issue[] = [];
    for (const { name } of services.filter(({ engine }) => engine === 'postgres')) {
      const set = await this.options.kubectl.json<Observed>(['get', '--ignore-not-found', 'statefulset', name]);
      if (set !== undefined && !JSON.stringify(set.spec).includes(POSTGRES_ROTATING_FILE))
        issues.push({
          code: 'old-probes',
          path: name,
          message: 'it was deployed with probes that fail while its password changes: deploy the environment first',
          severity: 'error',
        });
    }
    return issues;
  }

  async switched(): Promise<void> {
    // The kubelet writes what pods have mounted.
  }

  async start(components: readonly string[], { signal }: RestartContext): Promise<void> {
    const workloads = await this.restartAll(components);
    for (let left = START_SECONDS * 1000; left > 0 && !signal.aborted; left -= POLL_MILLISECONDS) {
      if (await this.haveStarted(workloads)) return;
      await sleep(POLL_MILLISECONDS);
    }
  }

  async ready(components: readonly string[], context: RestartContext): Promise<void> {
    await this.wait(await this.workloads(components), context);
  }

  async restart(components: readonly string[], context: RestartContext): Promise<void> {
    for (const component of components) {
      context.say(`restart ${component}`);
      await this.wait(await this.restartAll([component]), context);
    }
  }

  async override(overrides: Overrides, context: RestartContext): Promise<void> {
    const workloads = await this.workloads([...overrides.keys()]);
    for (const { kind, metadata } of workloads) {
      const component = metadata.labels?.[NAME_LABEL] ?? '';
      const words = Object.entries(overrides.get(component) ?? {}).map(environmentWord);
      // Variables that a component was deployed with are in a ConfigMap, over which those of the container count.
      const place = ['set', 'env', `${kind.toLowerCase()}/${metadata.name}`, `--containers=${component}`];
      await this.options.kubectl.output([...place, ...words]);
    }
    await this.wait(workloads, context);
    await this.untilGone([...overrides.keys()], context);
  }

  /** A pod that ends still answers what it was sent before, with what it was started with. */
  private async untilGone(components: readonly string[], { signal, say }: RestartContext): Promise<void> {
    for (let left = GONE_SECONDS * 1000; !signal.aborted; left -= POLL_MILLISECONDS) {
      const pods = await this.options.kubectl.list<Observed>(['get', 'pods', '-l', this.selector]);
      const ending = pods.filter(
        ({ metadata }) =>
          metadata.deletionTimestamp !== undefined && components.includes(metadata.labels?.[NAME_LABEL] ?? ''),
      );
      if (ending.length === 0) return;
      if (left <= 0) return say(`${ending.map(({ metadata }) => metadata.name).join(', ')}: does not end`);
      await sleep(POLL_MILLISECONDS);
    }
  }

  /** A change of a pod makes its kubelet look at it, and so at its Secrets, at once. */
  async nudge({ id }: RunningContainer): Promise<void> {
    await this.options.kubectl.output([
      'annotate',
      'pod',
      id,
      `${NUDGED}=${this.options.now().getTime()}`,
      '--overwrite',
    ]);
  }

  private async restartAll(components: readonly string[]): Promise<readonly Observed[]> {
    const workloads = await this.workloads(components);
    for (const workload of workloads)
      await this.options.kubectl.output([
        'rollout',
        'restart',
        `${workload.kind.toLowerCase()}/${workload.metadata.name}`,
      ]);
    return workloads;
  }

  private async workloads(components: readonly string[]): Promise<readonly Observed[]> {
    if (components.length === 0) return [];
    const found = await this.options.kubectl.list<Observed>(['get', 'deployments,statefulsets', '-l', this.selector]);
    return found.filter(({ metadata }) => components.includes(metadata.labels?.[NAME_LABEL] ?? ''));
  }

  private async wait(workloads: readonly Observed[], context: RestartContext): Promise<void> {
    const { kubectl, now } = this.options;
    const titles = workloads.map(titleOf);
    const outcome = await waitUntilReady({ kubectl, now, titles }, { ...context, made: async () => {} });
    if (outcome.ok) return;
    const { message, details } = outcome.failure;
    throw new UserError([message, ...details].join('\n'), { exitCode: EXIT.failed });
  }

  /** Whether each workload has a pod of the new kind whose container has run. */
  private async haveStarted(workloads: readonly Observed[]): Promise<boolean> {
    const { kubectl } = this.options;
    const names = workloads.map(({ metadata }) => metadata.labels?.[NAME_LABEL] ?? '');
    const current = await this.workloads(names);
    const pods = await kubectl.list<Observed>(['get', 'pods', '-l', this.selector]);
    return current.every(({ spec, metadata }) => {
      const wanted = (spec as Template | undefined)?.template?.metadata?.annotations?.[RESTARTED];
      return pods.some(
        (pod) =>
          pod.metadata.labels?.[NAME_LABEL] === metadata.labels?.[NAME_LABEL] &&
          pod.metadata.annotations?.[RESTARTED] === wanted &&
          pod.status?.phase === 'Running',
      );
    });
  }
}

/** As `kubectl set env` has it; the kubelet would expand `$(NAME)` in the value of a variable of a container. */
function environmentWord([name, value]: readonly [string, string | undefined]): string {
  return value === undefined ? `${name}-` : `${name}=${value.replaceAll('$', '$$$$')}`;
}
