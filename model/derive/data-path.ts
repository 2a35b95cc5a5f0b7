import type { Engine } from '../model';

const PATHS: Readonly<Record<Engine, string>> = { postgres: '/var/lib/postgresql/data', redis: '/data' };

/** Where the volume of a builtin backing service is mounted, in every method. */
export function dataPath(engine: Engine): string {
  return PATHS[engine];
}
