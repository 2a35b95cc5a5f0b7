import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Method } from '../../../deploy/method';
import type { Running, RunningContainer } from '../../../deploy/running';
import { run } from '../../../lib/exec';

const READY_SECONDS = 120;
const PAUSE_MS = 200;

async function docker(...args: readonly string[]): Promise<string> {
  const result = await run('docker', args, { env });
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  throw new Error(`docker ${args.join(' ')}: ${JSON.stringify(result)}`);
}

const FORMAT = '{{.ID}}\t{{.Label "com.docker.compose.service"}}\t{{.Image}}\t{{.Status}}';

/** A Compose project on the local engine, under the name of any method. */
export function dockerRunning(project: string, method: Method): Running {
  const list = async (all: boolean): Promise<RunningContainer[]> => {
    const filter = ['--filter', `label=com.docker.compose.project=${project}`, '--format', FORMAT];
    const lines = (await docker('ps', '--no-trunc', ...(all ? ['--all'] : []), ...filter)).split('\n').filter(Boolean);
    return lines.map((line) => {
      const [id = '', workload = '', image = '', status = ''] = line.split('\t');
      return { id, workload, image, restarts: 0, isReady: /^Up/.test(status) && !/unhealthy|starting/.test(status) };
    });
  };
  const of = async (names: readonly string[], all: boolean) =>
    (await list(all)).filter(({ workload }) => names.includes(workload)).map(({ id }) => id);
  const untilReady = async (names: readonly string[]): Promise<void> => {
    for (const end = Date.now() + READY_SECONDS * 1000; Date.now() < end; await sleep(PAUSE_MS)) {
      const ready = new Set((await list(false)).filter(({ isReady }) => isReady).map(({ workload }) => workload));
      if (names.every((name) => ready.has(name))) return;
    }
    throw new Error(`${names.join(', ')} of ${project}: not ready within ${READY_SECONDS} s`);
  };
  return {
    method,
    containers: () => list(false),
    missing: async () => [],
    execute: ({ id }, command, options = {}) => run('docker', ['exec', '-i', id, ...command], { env, ...options }),
    open: () => Promise.reject(new Error('not part of these tests')),
    freeze: async (components) => {
      const ids = await of(components, false);
      if (ids.length > 0) await docker('stop', '--time', '5', ...ids);
    },
    thaw: async (components) => {
      const ids = await of(components, true);
      if (ids.length > 0) await docker('start', ...ids);
      await untilReady(components);
    },
    restart: async (name) => {
      const ids = await of([name], true);
      await docker('kill', '--signal', 'KILL', ...ids);
      await docker('start', ...ids);
      await untilReady([name]);
    },
  };
}
