import type { Issue } from '../../lib/errors';
import type { Method } from '../method';
import type { Journal } from './journal';
import { currentRelease } from './record';

/** A release that another method has deployed, and that still stands: this one does not understand its files. */
export async function otherMethod(journal: Journal, method: Method): Promise<readonly Issue[]> {
  const current = currentRelease(await journal.list());
  if (current === undefined || current.method === method) return [];
  const { number, environment } = current;
  const way = `manifold teardown ${environment} --method ${current.method} removes it and keeps the data`;
  const message = `release ${number} was deployed by ${current.method}, and still stands: ${way}`;
  return [{ code: 'other-method', path: 'deploy', message, severity: 'error' }];
}
