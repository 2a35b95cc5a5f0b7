import { assertNever } from '../../lib/errors';
import type { BackingService, Model } from '../../model/model';
import type { Running } from '../running';
import type { PasswordServer } from './password-server';
import type { RotatedKey } from './plan';
import { postgresServer } from './postgres-server';
import { redisServer } from './redis-server';

/** A key with the server whose password it is. */
export interface ServerKey {
  readonly key: RotatedKey;
  readonly server: PasswordServer;
}

/** The servers whose passwords are among the keys. */
export function passwordServers(model: Model, running: Running, keys: readonly RotatedKey[]): readonly ServerKey[] {
  return keys.flatMap((key) => {
    const service = model.backingServices.find(({ name }) => name === key.service);
    return service === undefined ? [] : [{ key, server: serverOf(service, running) }];
  });
}

function serverOf(service: BackingService, running: Running): PasswordServer {
  switch (service.engine) {
    case 'postgres':
      return postgresServer(service, running);
    case 'redis':
      return redisServer(service, running);
    default:
      return assertNever(service);
  }
}
