import type { Running, RunningContainer } from '../../deploy/running';
import { run } from '../../lib/exec';
import type { Model } from '../../model/model';

type Env = Readonly<Record<string, string | undefined>>;

interface Inspected {
  readonly Name: string;
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
  readonly State: { readonly Running: boolean; readonly Health?: { readonly Status: string } };
  readonly RestartCount: number;
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>>;
  };
}

/** The containers of a Compose project, reached by Docker alone; it stops and starts nothing. */
export function dockerRunning(model: Model, project: string, env: Env): Running {
  const names = new Set([...model.components, ...model.backingServices].map(({ name }) => name));
  const inspect = async (): Promise<Inspected[]> => {
    const filter = `label=com.docker.compose.project=${project}`;
    const ids = (await docker(env, 'ps', '--all', '--quiet', '--filter', filter)).split('\n').filter(Boolean);
    return ids.length === 0 ? [] : (JSON.parse(await docker(env, 'inspect', ...ids)) as Inspected[]);
  };
  const refuse = (): Promise<never> => Promise.reject(new Error('a check changes nothing'));
  return {
    method: 'compose',
    containers: async () => (await inspect()).map(containerOf).filter(({ workload }) => names.has(workload)),
    missing: async () => [],
    execute: (container, command, { input, timeoutSeconds = 60 } = {}) =>
      run('docker', ['exec', '--interactive', container.id, ...command], { env, input: input ?? '', timeoutSeconds }),
    open: async (workload, port) => {
      const found = (await inspect()).find((each) => containerOf(each).workload === workload);
      const [bound] = found?.NetworkSettings.Ports[`${port}/tcp`] ?? [];
      if (bound === undefined) throw new Error(`${workload} publishes no port ${port}`);
      return { host: bound.HostIp, port: Number(bound.HostPort), close: async () => {} };
    },
    freeze: refuse,
    thaw: refuse,
    restart: refuse,
  };
}

function containerOf({ Name, Config, State, RestartCount }: Inspected): RunningContainer {
  return {
    workload: Config.Labels['com.docker.compose.service'] ?? '',
    id: Name.slice(1),
    image: Config.Image,
    isReady: State.Running && (State.Health?.Status ?? 'healthy') === 'healthy',
    restarts: RestartCount,
  };
}

async function docker(env: Env, ...args: readonly string[]): Promise<string> {
  const result = await run('docker', args, { env, timeoutSeconds: 60 });
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  throw new Error(`docker ${args.join(' ')}: ${JSON.stringify(result)}`);
}
