import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { ExecResult } from '../../lib/exec';
import type { Method } from '../method';
import type { ExecuteOptions, OpenPort, Running, RunningContainer } from '../running';
import { type EngineContainer, isUp, stateText } from './containers';
import type { Engine } from './engine';

const STOP_SECONDS = 180;
const READY_SECONDS = 180;

/** Finds containers, and knows what they are of. */
export interface ContainerSource {
  readonly method: Method;
  /** Containers of components and backing services, running or not; those that only prepare volumes are none. */
  find(): Promise<readonly { readonly workload: string; readonly container: EngineContainer }[]>;
}

/** What runs of an environment on a Docker engine. */
export class EngineRunning implements Running {
  readonly method: Method;
  private readonly engine: Engine;
  private readonly source: ContainerSource;

  constructor(engine: Engine, source: ContainerSource) {
    this.method = source.method;
    this.engine = engine;
    this.source = source;
  }

  async containers(): Promise<readonly RunningContainer[]> {
    return (await this.source.find())
      .filter(({ container }) => container.State.Running)
      .map(({ workload, container }) => ({
        workload,
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
    const container = (await this.named([workload])).find(({ State }) => State.Running);
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
    // A job that has ended well was not frozen, and is not to run again.
    const stopped = (await this.named(components)).filter((each) => !each.State.Running && !isUp(each));
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
    const found = await this.source.find();
    return found.filter(({ workload }) => names.includes(workload)).map(({ container }) => container);
  }
}

/** A port of all addresses is reached at that of this machine. */
function loopbackOf(address: string): string {
  return address === '' || address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
}
