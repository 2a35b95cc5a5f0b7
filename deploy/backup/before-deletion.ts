import { EXIT, UserError } from '../../lib/errors';
import { InterruptedError } from './interrupted';
import { type BackupRequest, takeBackup } from './take-backup';

/** Takes a backup before volumes are deleted. Throws a `UserError` where one cannot be had: then nothing is to be deleted. */
export async function backUpBeforeDeletion(request: BackupRequest): Promise<void> {
  if (request.stores.length === 0) return;
  try {
    await takeBackup(request);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error instanceof InterruptedError)
      throw new UserError('interrupted: nothing was deleted', { exitCode: EXIT.failed, cause: error });
    throw new UserError(
      `there is no last backup, so nothing was deleted: ${error.message}; deploy it again, or give --no-backup`,
      { exitCode: EXIT.failed, cause: error },
    );
  }
}
