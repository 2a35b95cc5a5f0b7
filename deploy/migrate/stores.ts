import type { BackingService } from '../../model/model';
import { postgresStore } from './postgres-store';
import { redisStore } from './redis-store';
import type { DataStore } from './store';

/** What a migration moves, and what it leaves, with the reason. */
export interface Stores {
  readonly stores: readonly DataStore[];
  readonly notes: readonly string[];
}

/** The stores of the builtin backing services that keep data. */
export function storesOf(services: readonly BackingService[]): Stores {
  const stores: DataStore[] = [];
  const notes: string[] = [];
  for (const service of services) {
    if (service.hosting.mode !== 'builtin') notes.push(`${service.name} runs outside, so its data stay where they are`);
    else if (service.engine === 'postgres') stores.push(postgresStore(service));
    else if (service.persistence === 'aof') stores.push(redisStore(service));
    else notes.push(`${service.name} keeps nothing (persistence: none), so its keys are not moved`);
  }
  return { stores, notes };
}
