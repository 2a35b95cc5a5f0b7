import type { Method } from '../deploy/method';
import type { Running } from '../deploy/running';
import { UserError } from '../lib/errors';
import type { Model } from '../model/model';
import type { Invocation } from './command';

/** What of an environment runs, reached by the method that deployed it. Throws a `UserError` where there is no way to it. */
export async function openRunning(model: Model, _invocation: Invocation, method: Method): Promise<Running> {
  throw new UserError(
    `what runs of ${model.environment.name} cannot be reached by the method ${method} yet: pass --offline`,
  );
}
