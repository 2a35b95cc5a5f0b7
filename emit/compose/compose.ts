import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import type { Loss } from '../losses';

/** The Compose project of one environment. */
export function emitCompose(_model: Model): Artifact[] {
  return [];
}

/** What the Compose project leaves out. */
export function composeLosses(_model: Model): Loss[] {
  return [];
}
