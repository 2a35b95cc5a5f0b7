import type { Artifact } from '../artifact';
import type { BuiltEnvironment } from '../built';
import type { Loss } from '../losses';

/** The Helm chart of the application, with a values file for each environment. */
export function emitHelm(_environments: readonly BuiltEnvironment[]): Artifact[] {
  return [];
}

/** What the chart leaves out. */
export function helmLosses(_environments: readonly BuiltEnvironment[]): Loss[] {
  return [];
}
