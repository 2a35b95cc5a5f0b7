import type { Builtin, CloudNativePg } from '../hosting';
import type { BackingService, Model, Postgres } from '../model';

/** A PostgreSQL that the operator CloudNativePG keeps. */
export type CnpgService = Postgres & { readonly hosting: CloudNativePg };

/** Whether the operator CloudNativePG keeps it. */
export function isCnpg(service: BackingService): service is CnpgService {
  return service.hosting.mode === 'cnpg';
}

/** The databases that CloudNativePG keeps. */
export function cnpgServices({ backingServices }: Pick<Model, 'backingServices'>): readonly CnpgService[] {
  return backingServices.filter(isCnpg);
}

/** What a service that belongs to the system may use, each instance of it; undefined where others run it. */
export function containerOf({ hosting }: Pick<BackingService, 'hosting'>): Builtin | undefined {
  if (hosting.mode === 'cnpg') return hosting.container;
  return hosting.mode === 'builtin' ? hosting : undefined;
}

/** Containers of a service at one time, where the environment is deployed to a cluster. */
export function instancesOf({ hosting }: Pick<BackingService, 'hosting'>): number {
  return hosting.mode === 'cnpg' ? hosting.instances : 1;
}

/** Secrets with the account of an object store. */
export function objectStoreSecrets(hosting: BackingService['hosting']): readonly string[] {
  return hosting.mode === 'cnpg' && hosting.backup !== undefined ? [hosting.backup.credentials.secret] : [];
}
