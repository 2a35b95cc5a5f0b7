import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { ExecResult } from '../../lib/exec';
import type { ExecuteOptions, OpenPort, Running, RunningContainer } from '../running';
import { type EngineContainer, isUp, projectContainers, serviceOf, stateText } from './containers';
import type { Engine } from './engine';

const STOP_SECONDS = 180;
const READY_SECONDS = 180;

/** What runs of a Compose project: the containers of components and backing services. */
export class EngineRunning implements Running {
  readonly method = 'compose';
  private readonly engine: Engine;
  private readonly project: string;
  private readonly workloads: ReadonlySet<string>;

  /** `workloads` are the names of components and backing services: services that only prepare volumes are none. */
  constructor(engine: Engine, project: string, workloads: readonly string[]) {
    this.engine = engine;
    this.project = project;
    this.workloads = new Set(workloads);
  }

  async containers(): Promise<readonly RunningContainer[]> {
    return (await this.found())
      .filter(({ State }) => State.Running)
      .map((container) => ({
        workload: serviceOf(container),
        id: container.Name.replace(/^\//, ''),
        image: container.Config.Image,
        isReady: isUp(container),
        restarts: container.RestartCount,
      }));
  }

  execute(container: RunningContainer, command: readonly string[], options: ExecuteOptions = {}): Promise<ExecResult> {
    const hasInput = options.input !== undefined || options.inputFile !== undefined;
    return this.engine.docker(['exec', ...(hasInput ? ['--interactive'] : []), container.id, ...command], options);
  }

  async open(workload: string, port: number): Promise<OpenPort> {
    const container = (await this.found()).find((each) => serviceOf(each) === workload && each.State.Running);
    if (container === undefined) throw new UserError(`no container of ${workload} runs`, { exitCode: EXIT.failed });
    const { Ports = {}, Networks = {} } = container.NetworkSettings;
    const [binding] = Ports[`${port}/tcp`] ?? [];
    const close = async (): Promise<void> => {};
    if (binding !== undefined) return { host: loopbackOf(binding.HostIp), port: Number(binding.HostPort), close };
    // An engine on this machine lets it reach the addresses of containers.
    const [address] = Object.values(Networks).flatMap(({ IPAddress }) => (IPAddress === '' ? [] : [IPAddress]));
    if (address === undefined)
      throw new UserError(`port ${port} of ${workload} is not published, and it has no address`, {
        exitCode: EXIT.failed,
      });
    return { host: address, port, close };
  }

  async freeze(components: readonly string[]): Promise<void> {
    const running = (await this.named(components)).filter(({ State }) => State.Running);
    if (running.length > 0)
      await this.engine.output(['stop', ...running.map(({ Id }) => Id)], { timeoutSeconds: STOP_SECONDS });
  }

  async thaw(components: readonly string[]): Promise<void> {
    const stopped = (await this.named(components)).filter(({ State }) => !State.Running);
    if (stopped.length > 0) await this.engine.output(['start', ...stopped.map(({ Id }) => Id)]);
  }

  async restart(backingService: string): Promise<void> {
    const containers = await this.named([backingService]);
    if (containers.length === 0)
      throw new UserError(`there is no container of ${backingService}`, { exitCode: EXIT.failed });
    await this.engine.output(['restart', ...containers.map(({ Id }) => Id)], { timeoutSeconds: STOP_SECONDS });
    await this.untilReady(backingService);
  }

  private async untilReady(workload: string): Promise<void> {
    let last: EngineContainer | undefined;
    for (const end = Date.now() + READY_SECONDS * 1000; Date.now() < end; await sleep(500)) {
      [last] = await this.named([workload]);
      if (last !== undefined && isUp(last)) return;
    }
    const detail = last === undefined ? 'is gone' : stateText(last);
    throw new UserError(`${workload} is not ready after ${READY_SECONDS} s: ${detail}`, { exitCode: EXIT.failed });
  }

  private async named(names: readonly string[]): Promise<readonly EngineContainer[]> {
    return (await this.found()).filter((container) => names.includes(serviceOf(container)));
  }

  private async found(): Promise<readonly EngineContainer[]> {
    const all = await projectContainers(this.engine, this.project);
    return all.filter((container) => this.workloads.has(serviceOf(container)));
  }
}

/** A port of all addresses is reached at that of this machine. */
function loopbackOf(address: string): string {
  return address === '' || address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
}
