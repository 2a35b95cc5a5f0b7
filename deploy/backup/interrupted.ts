import { EXIT, UserError } from '../../lib/errors';

/** Somebody asked for an end, between two steps. */
export class InterruptedError extends UserError {}

/** Throws an `InterruptedError` where an end was asked for. */
export function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new InterruptedError('interrupted', { exitCode: EXIT.failed });
}
