import { EXIT, UserError } from '../../lib/errors';

/** Why a dump did not take the place of what was there, which is as it was: what was stopped for it may go on. */
export class UnchangedError extends UserError {}

/** Does what comes before the first change; a `UserError` becomes one that says so. */
export async function beforeAnyChange<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? unchanged(error) : error;
  }
}

export function unchanged(error: UserError): UnchangedError {
  return new UnchangedError(error.message, { exitCode: EXIT.failed, cause: error });
}
