import type { ExecuteOptions } from '../../../deploy/running';
import { dockerRunning } from './docker-running';
import { KEYS_SUM, ROWS_SUM } from './migrate-data';

/** Two Compose projects that stand for one environment, by method. */
export const runnings = {
  compose: dockerRunning('pfm-hmovea', 'compose'),
  kubernetes: dockerRunning('pfm-hmoveb', 'kubernetes'),
};
export type Place = keyof typeof runnings;
/** Compose project of each place. */
export const COMPOSE = { compose: 'pfm-hmovea', kubernetes: 'pfm-hmoveb' } as const;
/** Runs a program in a container; throws when it fails. */
async function inside(place: Place, workload: string, command: readonly string[], options: ExecuteOptions = {}) {
  const container = (await runnings[place].containers()).find((each) => each.workload === workload);
  if (container === undefined) throw new Error(`no ${workload} in ${place}`);
  const result = await runnings[place].execute(container, command, options);
  if (result.status !== 'exited' || result.code !== 0) throw new Error(JSON.stringify(result));
  return result.stdout;
}

/** Runs SQL as the application's user. */
export const psql = (place: Place, sql: string) =>
  inside(place, 'postgres', ['psql', '-U', 'pfm_user', '-d', 'moved', '-qAt', '-v', 'ON_ERROR_STOP=1'], { input: sql });

const AUTH = 'export REDISCLI_AUTH="$(cat /run/secrets/redis/password)"; exec redis-cli "$@"';
/** Runs redis-cli as the application's user. */
export const redis = (place: Place, words: readonly string[], input: Uint8Array = Buffer.alloc(0)) =>
  inside(place, 'redis', ['sh', '-c', AUTH, '-', ...words], { input });

/** One line that changes whenever the data do; keys that expire until then do not count. */
export async function data(place: Place, until: number): Promise<string> {
  return `${await psql(place, ROWS_SUM)}${await redis(place, ['-e', 'eval', KEYS_SUM, '0', String(until)])}`;
}

/** Names of the components that run. */
export const componentsOf = async (place: Place) =>
  (await runnings[place].containers())
    .map(({ workload }) => workload)
    .filter((name) => name !== 'postgres' && name !== 'redis')
    .sort();
