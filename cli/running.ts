import type { Method } from '../deploy/method';
import type { Running } from '../deploy/running';
import { UserError } from '../lib/errors';
import type { Model } from '../model/model';
import type { Invocation } from './command';

/** What of an environment runs where a method has deployed it. */
export function openRunning(_model: Model, _invocation: Invocation, _method: Method): Promise<Running> {
  return Promise.reject(new UserError('not yet'));
}
