import type { Engine } from './engine';

/** A container of a Compose project, as `docker inspect` shows it; only what is read here. */
export interface EngineContainer {
  readonly Id: string;
  readonly Name: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly OOMKilled?: boolean;
    readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] };
  };
  readonly HostConfig: { readonly RestartPolicy: { readonly Name: string } };
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
  readonly NetworkSettings: {
    readonly Ports?: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;
    readonly Networks?: Readonly<Record<string, { readonly IPAddress: string }>>;
  };
}

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const ONE_OFF = 'com.docker.compose.oneoff';

/** Every container of a project, running or not, by service and name; none of `compose run`. */
export async function projectContainers(engine: Engine, project: string): Promise<readonly EngineContainer[]> {
  return (await everyContainer(engine, project)).filter((container) => !isOneOff(container));
}

/** Those that `compose run` has started, which is how a component with a schedule runs. */
export async function oneOffContainers(engine: Engine, project: string): Promise<readonly EngineContainer[]> {
  return (await everyContainer(engine, project)).filter(isOneOff);
}

function isOneOff({ Config }: EngineContainer): boolean {
  return Config.Labels[ONE_OFF] === 'True';
}

async function everyContainer(engine: Engine, project: string): Promise<readonly EngineContainer[]> {
  const listed = await engine.output([
    'ps',
    '--all',
    '--quiet',
    '--no-trunc',
    '--filter',
    `label=${PROJECT}=${project}`,
  ]);
  const ids = listed.split('\n').filter((id) => id !== '');
  if (ids.length === 0) return [];
  const result = await engine.docker(['inspect', '--type', 'container', ...ids]);
  // One that went away meanwhile makes the exit code 1; the others are told all the same.
  const found = result.status === 'exited' ? (JSON.parse(result.stdout) as EngineContainer[]) : [];
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Those of the containers, by id or name, that are there. */
export async function inspectContainers(engine: Engine, ids: readonly string[]): Promise<readonly EngineContainer[]> {
  if (ids.length === 0) return [];
  const result = await engine.docker(['inspect', '--type', 'container', ...ids]);
  // One that went away meanwhile makes the exit code 1; the others are told all the same.
  return result.status === 'exited' ? (JSON.parse(result.stdout) as EngineContainer[]) : [];
}

function keyOf(container: EngineContainer): string {
  return `${serviceOf(container)} ${container.Name}`;
}

/** Name of the service. */
export function serviceOf({ Config }: EngineContainer): string {
  return Config.Labels[SERVICE] ?? '';
}

/** Whether it is to run until somebody stops it; a job, and what prepares volumes, is to end. */
export function runsForGood({ HostConfig }: EngineContainer): boolean {
  return !['', 'no', 'on-failure'].includes(HostConfig.RestartPolicy.Name);
}

/** Whether it runs and is healthy, or has done what it was for. */
export function isUp(container: EngineContainer): boolean {
  const { State } = container;
  // A job that still runs may yet fail; what is to run for good and has ended well was stopped by somebody.
  if (!runsForGood(container)) return State.Status === 'exited' && State.ExitCode === 0;
  return State.Running && (State.Health === undefined || State.Health.Status === 'healthy');
}

/** Its state in words. */
export function stateText(container: EngineContainer): string {
  const { State, RestartCount } = container;
  const health = State.Health === undefined || !State.Running ? '' : `, ${State.Health.Status}`;
  const ended = State.Running
    ? ''
    : ` with exit code ${State.ExitCode}${State.OOMKilled === true ? ' (out of memory)' : ''}`;
  return `${State.Status}${ended}${health}${RestartCount === 0 ? '' : `, restarted ${RestartCount} times`}`;
}
