import { createHash } from 'node:crypto';
import type { Model } from '../model';

/** As long as the names of the pickiest clouds allow, with room for what a root adds. */
const LONGEST = 32;
const HASH = 6;

/** Start of the names of everything that is made for an environment; long ones are cut, and stay different by a hash. */
export function namePrefix({ application, environment }: Pick<Model, 'application' | 'environment'>): string {
  const full = `${application.name}-${environment.name}`;
  if (full.length <= LONGEST) return full;
  const hash = createHash('sha256').update(full).digest('hex').slice(0, HASH);
  return `${full.slice(0, LONGEST - HASH - 1).replace(/-+$/, '')}-${hash}`;
}
