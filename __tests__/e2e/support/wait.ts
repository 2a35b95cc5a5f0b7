import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 300;

export interface WaitOptions {
  readonly what: string;
  readonly timeoutSeconds: number;
}

/** Waits until the predicate gives something truthy and returns that; an error counts as "not yet" and is told at the end. */
export async function waitFor<T>(
  predicate: () => Promise<T | undefined | false>,
  { what, timeoutSeconds }: WaitOptions,
): Promise<T> {
  const end = Date.now() + timeoutSeconds * 1000;
  let lastError: unknown;
  do {
    try {
      const result = await predicate();
      if (result) return result;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await sleep(PAUSE_MS);
  } while (Date.now() < end);
  throw new Error(`${what}: not within ${timeoutSeconds} s`, { cause: lastError });
}
