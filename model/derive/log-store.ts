import type { Model } from '../model';
import type { LogStore } from '../schema/logs';

/** Names of the workloads that keep logs. */
export const LOKI = 'loki';
export const ALLOY = 'alloy';

/** Port of the HTTP API of Loki, by which logs come in and are read. */
export const LOKI_PORT = 3100;
/** Port of the HTTP server of Alloy, with its metrics. */
export const ALLOY_PORT = 12345;

/** The store of logs of an environment, where it has one. */
export function logStore({ environment }: Model): LogStore | undefined {
  return environment.logs?.loki;
}
