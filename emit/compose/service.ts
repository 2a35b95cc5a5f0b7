import type { HealthCheck } from './health';

/** A service of a Compose project, as far as it is used here (Compose Specification). */
export interface Service {
  readonly image: string;
  readonly pull_policy?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly user?: string;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly shm_size?: number;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly { readonly path: string; readonly format: 'raw' }[];
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly volumes?: readonly object[];
  readonly tmpfs?: readonly string[];
  readonly ports?: readonly object[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly healthcheck?: HealthCheck;
  readonly deploy?: object;
  readonly logging?: object;
}

export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

/** Processes in one container at most: many for a server, few for a fork bomb. */
const PIDS = 512;

/** What every container has: no privileges, a read-only root, bounded logs, a first process that passes signals on. */
export const HARDENED = {
  init: true,
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
} as const;

/** Limits and reservations: CPUs as a decimal number, memory in bytes. */
export function deployOf(
  resources: {
    readonly limits: { readonly cpuMillicores: number; readonly memoryBytes: number };
    readonly requests?: { readonly cpuMillicores: number; readonly memoryBytes: number };
  },
  replicas = 1,
): object {
  const { limits, requests } = resources;
  return {
    replicas,
    resources: {
      limits: { cpus: cpus(limits.cpuMillicores), memory: String(limits.memoryBytes), pids: PIDS },
      ...(requests === undefined
        ? {}
        : { reservations: { cpus: cpus(requests.cpuMillicores), memory: String(requests.memoryBytes) } }),
    },
  };
}

function cpus(millicores: number): string {
  return String(millicores / 1000);
}

/**
 * Folders in memory, each with its options. They belong to the user of the container: where the image has the folder
 * already, runc gives the new one its mode, whatever `mode` says.
 */
export function scratch(paths: readonly string[], user: number): string[] {
  return paths.map((path) => `${path}:uid=${user},gid=${user},mode=1777`);
}

/** Every `$` doubled, in texts and keys: Compose puts variables in place of single ones. */
export function escapeVariables<T>(value: T): T {
  return doubled(value) as T;
}

function doubled(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(doubled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, doubled(inner)]));
}
