import type { BackingService, Model, Postgres, Redis } from '../../model/model';
import { gibibytes } from './amounts';
import type { Json } from './json';

/** Whether Terraform makes it: a managed one, or one that would be builtin where there is no cluster but containers. */
export function isMade(service: BackingService, { environment }: Model): boolean {
  const { mode } = service.hosting;
  return mode === 'managed' || (mode === 'builtin' && environment.provider === 'local');
}

/** The service of an engine that the contract describes: it has room for one of each, by name the first that is made. */
export function described<E extends BackingService['engine']>(
  model: Model,
  engine: E,
): Extract<BackingService, { engine: E }> | undefined {
  const isOf = (service: BackingService): service is Extract<BackingService, { engine: E }> =>
    service.engine === engine && isMade(service, model);
  return model.backingServices.find(isOf);
}

/** The database; only `enabled` where Terraform makes none. */
export function databaseVariable(model: Model): Json {
  const service: Postgres | undefined = described(model, 'postgres');
  if (!service) return { enabled: false };
  const { backups, infrastructure } = model.environment;
  const { database } = infrastructure;
  const storageBytes = service.hosting.mode === 'builtin' ? service.hosting.storageBytes : database.storageBytes;
  return {
    ...common(service),
    name: service.database,
    user: service.user,
    instance_class: database.instanceClass,
    storage_gib: gibibytes(storageBytes),
    max_storage_gib: gibibytes(database.maxStorageBytes ?? 2 * storageBytes),
    backup_retention_days: backups?.keepDays ?? 0,
    multi_az: database.multiAz,
    encryption: database.encryption,
    deletion_protection: database.deletionProtection,
  };
}

/** The cache; only `enabled` where Terraform makes none. */
export function cacheVariable(model: Model): Json {
  const service: Redis | undefined = described(model, 'redis');
  if (!service) return { enabled: false };
  const { cache } = model.environment.infrastructure;
  return {
    ...common(service),
    node_type: cache.nodeType,
    node_count: cache.nodes,
    storage_gib: service.hosting.mode === 'builtin' ? gibibytes(service.hosting.storageBytes) : undefined,
    persistence: service.persistence === 'aof',
    maxmemory_policy: service.maxmemoryPolicy,
  };
}

function common(service: BackingService) {
  return {
    enabled: true,
    engine: service.engine,
    version: service.version,
    image: service.hosting.mode === 'builtin' ? service.hosting.image.text : undefined,
    identifier: service.name,
    port: service.port,
    password_secret: { name: service.password.secret, key: service.password.key },
  };
}
