import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { ExecResult } from '../../lib/exec';
import type { ExecuteOptions, MissingContainer, OpenPort, Running, RunningContainer } from '../running';
import { freezeComponents, thawComponents } from './freeze';
import type { Kubectl } from './kubectl';
import { NAME_LABEL } from './objects';
import { conditionOf } from './readiness';
import type { Observed } from './snapshot';

const EXECUTE_SECONDS = 60;
const OPEN_SECONDS = 20;
const RESTART_SECONDS = 180;

/** What runs in a namespace: the pods of an application, by the label of their workload. */
export class ClusterRunning implements Running {
  readonly method: 'kubernetes' | 'helm' | 'argocd';
  private readonly kubectl: Kubectl;
  private readonly selector: string;

  constructor(kubectl: Kubectl, application: string, method: 'kubernetes' | 'helm' | 'argocd') {
    this.kubectl = kubectl;
    this.selector = `app.kubernetes.io/part-of=${application},${NAME_LABEL}`;
    this.method = method;
  }

  async containers(): Promise<readonly RunningContainer[]> {
    return (await this.pods('Running'))
      .map((pod) => {
        const [main] = pod.status?.containerStatuses ?? [];
        return {
          workload: pod.metadata.labels?.[NAME_LABEL] ?? '',
          id: pod.metadata.name,
          image: main?.image ?? '',
          isReady: main?.ready ?? false,
          restarts: main?.restartCount ?? 0,
        };
      })
      .sort((a, b) => (`${a.workload}/${a.id}` < `${b.workload}/${b.id}` ? -1 : 1));
  }

  async missing(): Promise<readonly MissingContainer[]> {
    return (await this.pods('Pending')).map((pod) => ({
      workload: pod.metadata.labels?.[NAME_LABEL] ?? '',
      id: pod.metadata.name,
      reason: pendingReason(pod),
    }));
  }

  private async pods(phase: string): Promise<readonly Observed[]> {
    const pods = await this.kubectl.list<Observed>(['get', 'pods', '-l', this.selector]);
    return pods.filter(({ status, metadata }) => status?.phase === phase && metadata.deletionTimestamp === undefined);
  }

  execute(container: RunningContainer, command: readonly string[], options: ExecuteOptions = {}): Promise<ExecResult> {
    const hasInput = options.input !== undefined || options.inputFile !== undefined;
    const args = ['exec', ...(hasInput ? ['-i'] : []), container.id, '--', ...command];
    return this.kubectl.start(args, { timeoutSeconds: EXECUTE_SECONDS, ...options });
  }

  async open(workload: string, port: number): Promise<OpenPort> {
    const target = (await this.containers()).find((each) => each.workload === workload);
    if (target === undefined) throw new UserError(`no pod of ${workload} runs`, { exitCode: EXIT.failed });
    const local = await freePort();
    const stop = new AbortController();
    const args = ['port-forward', `pod/${target.id}`, `${local}:${port}`, '--address=127.0.0.1'];
    const ended = this.kubectl.start(args, { signal: stop.signal });
    const isUp = await Promise.race([accepts(local), ended.then(() => false)]);
    if (!isUp) {
      stop.abort();
      const result = await ended;
      const said = 'stderr' in result ? result.stderr.trim() : result.status;
      throw new UserError(`cannot reach port ${port} of ${workload}: ${said}`, { exitCode: EXIT.failed });
    }
    return {
      host: '127.0.0.1',
      port: local,
      close: async () => {
        stop.abort();
        await ended;
      },
    };
  }

  freeze(components: readonly string[]): Promise<void> {
    return freezeComponents(this.kubectl, this.selector, components);
  }

  thaw(components: readonly string[]): Promise<void> {
    return thawComponents(this.kubectl, components);
  }

  async restart(backingService: string): Promise<void> {
    const rollout = ['rollout', 'status', `statefulset/${backingService}`, `--timeout=${RESTART_SECONDS}s`];
    const before = (await this.containers()).find((each) => each.workload === backingService);
    if (before !== undefined)
      await this.kubectl.output(['delete', 'pod', before.id], { timeoutSeconds: RESTART_SECONDS });
    await this.kubectl.output(rollout, { timeoutSeconds: RESTART_SECONDS });
  }
}

/** What the scheduler says of a pod that has no node, else what its node waits for. */
function pendingReason(pod: Observed): string {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return scheduled.message ?? scheduled.reason ?? 'not scheduled';
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const waiting = [...initContainerStatuses, ...containerStatuses].map(({ state }) => state?.waiting?.reason);
  return waiting.find((reason) => reason !== undefined && reason !== 'PodInitializing') ?? 'pending';
}

function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => settle(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function accepts(port: number): Promise<boolean> {
  for (const end = Date.now() + OPEN_SECONDS * 1000; Date.now() < end; await sleep(100))
    if (await canConnect(port)) return true;
  return false;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', () => settle(false));
  });
}
