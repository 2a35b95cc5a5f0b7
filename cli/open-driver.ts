import type { Driver } from '../deploy/driver';
import type { Method } from '../deploy/method';
import type { Model } from '../model/model';
import type { Invocation } from './command';
import { driverOf } from './deployment';
import { refuse } from './guards';
import { projectOf } from './options';

/** What reaches an environment where a method has deployed it; throws a `UserError` when it is the wrong place, or none. */
export async function openDriver(model: Model, invocation: Invocation, method: Method): Promise<Driver> {
  const projectFolder = projectOf(invocation).directory;
  const driver = driverOf({ method, model, projectFolder, artifacts: [], now: () => new Date() }, invocation);
  refuse(invocation, await driver.checkPlace());
  return driver;
}
