import { backingFiles } from '../../charts/parts/backing-files';
import { POSTGRES_GRACE_SECONDS, postgresVariables, REDIS_GRACE_SECONDS } from '../../charts/parts/engines';
import { passwordFile, postgresHealth, redisHealth } from '../../model/derive/backing-health';
import { dataPath } from '../../model/derive/data-path';
import { REDIS_CONFIG_FOLDER } from '../../model/derive/redis-files';
import type { Builtin } from '../../model/hosting';
import type { BackingService, Model } from '../../model/model';
import { amountsOf, PULL_POLICIES } from './component-service';
import { healthCheck } from './health';
import type { NetworkPlan } from './networks';
import { secretSource } from './secret-files';
import { deployOf, escapeVariables, HARDENED, type Service, scratch } from './service';
import { type OwnedVolumes, ownerService, volumeName } from './volumes';

/** A file that a service mounts: its place below the folder of the environment, and in the container. */
export interface MountedFile {
  readonly path: string;
  readonly target: string;
  readonly content: string;
}

/** Shared memory of PostgreSQL; Docker's 64 MiB are too little for parallel queries. */
export const SHARED_MEMORY_BYTES = 128 * 2 ** 20;

/** The service of a builtin backing service. */
export function backingService(model: Model, service: BackingService, plan: NetworkPlan): Service | undefined {
  const { hosting } = service;
  if (hosting.mode !== 'builtin') return undefined;
  const isPostgres = service.engine === 'postgres';
  const check = healthCheck(isPostgres ? postgresHealth(service) : redisHealth(service));
  const networks = plan.of.get(service.name);
  return escapeVariables<Service>({
    image: hosting.image.text,
    pull_policy: PULL_POLICIES[model.environment.images.pullPolicy],
    ...(isPostgres ? {} : { entrypoint: ['sh', `${REDIS_CONFIG_FOLDER}/start.sh`], command: [] }),
    user: `${hosting.userId}:${hosting.userId}`,
    ...HARDENED,
    restart: 'unless-stopped',
    stop_grace_period: `${isPostgres ? POSTGRES_GRACE_SECONDS : REDIS_GRACE_SECONDS}s`,
    ...(isPostgres ? { shm_size: SHARED_MEMORY_BYTES } : {}),
    ...(isPostgres ? { environment: postgresVariables(service) } : {}),
    secrets: [{ source: secretSource(service.password.secret, service.password.key), target: passwordFile(service) }],
    configs: mountedFiles(service, hosting).map(({ path, target }) => ({ source: configName(path), target })),
    volumes: [{ type: 'volume', source: volumeName(service.name, 'data'), target: dataPath(service.engine) }],
    tmpfs: scratch([isPostgres ? '/var/run/postgresql' : '/run/redis', '/tmp'], hosting.userId),
    ...(networks === undefined ? { network_mode: 'none' } : { networks }),
    depends_on: { [ownerService(service.name)]: { condition: 'service_completed_successfully' } },
    ...(check === undefined ? {} : { healthcheck: check }),
    deploy: deployOf(amountsOf(hosting.resources)),
  });
}

/** The volume of a builtin backing service. */
export function backingVolumes(model: Model, service: BackingService): OwnedVolumes | undefined {
  const { hosting } = service;
  if (hosting.mode !== 'builtin') return undefined;
  return {
    name: service.name,
    image: hosting.image.text,
    pullPolicy: PULL_POLICIES[model.environment.images.pullPolicy],
    user: hosting.userId,
    mounts: [{ volume: 'data', path: dataPath(service.engine) }],
  };
}

/** Name of a file among the configs of a project. */
export function configName(path: string): string {
  return path.replaceAll(/[^A-Za-z0-9._-]/g, '-');
}

const TARGETS = {
  passwd: '/etc',
  init: '/docker-entrypoint-initdb.d',
  config: REDIS_CONFIG_FOLDER,
} as const;

/** Files of a builtin backing service: the same as in its ConfigMaps. */
export function mountedFiles(service: BackingService, hosting: Builtin): MountedFile[] {
  return backingFiles(service, hosting).flatMap(({ purpose, data }) =>
    Object.entries(data).map(([name, content]) => ({
      path: `${service.name}/${name}`,
      target: `${TARGETS[purpose]}/${name}`,
      content,
    })),
  );
}
