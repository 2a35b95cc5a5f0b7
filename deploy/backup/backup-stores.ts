import type { BackingService } from '../../model/model';
import type { Running } from '../running';
import type { BackupStore } from './backup-store';
import { keptByOperator } from './kept-by-operator';
import { postgresBackup } from './postgres-backup';
import { redisBackup } from './redis-backup';

/** A backing service that keeps data, and where it runs. */
export interface StoreInPlace {
  readonly store: BackupStore;
  readonly running: Running;
}

/** What is backed up, and what is not, with the reason. */
export interface BackupStores {
  readonly stores: readonly StoreInPlace[];
  readonly notes: readonly string[];
}

/** The builtin backing services that keep data, of what one method runs. */
export function backupStoresOf(services: readonly BackingService[], running: Running): BackupStores {
  const stores: StoreInPlace[] = [];
  const notes: string[] = [];
  for (const service of services) {
    if (service.hosting.mode === 'cnpg') notes.push(keptByOperator(service.name));
    else if (service.hosting.mode !== 'builtin')
      notes.push(`${service.name} runs outside, so it is not backed up from here`);
    else if (service.engine === 'postgres') stores.push({ store: postgresBackup(service), running });
    else if (service.persistence === 'aof') stores.push({ store: redisBackup(service), running });
    else notes.push(`${service.name} keeps nothing (persistence: none), so it is not backed up`);
  }
  return { stores, notes };
}
