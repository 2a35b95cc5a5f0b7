import { replicaName } from '../derive/redis-replica';
import type { Component, EnvironmentModel } from '../model';
import { backupName } from './nightly-backups';

/** A dump is made, and a copy follows, where its backing service runs. */
export function withPlacesOfServices(
  placement: EnvironmentModel['placement'],
  components: readonly Component[],
): EnvironmentModel['placement'] {
  const places = Object.entries(placement).flatMap(([name, method]) =>
    [backupName({ name }), replicaName({ name })]
      .filter((added) => components.some((component) => component.name === added))
      .map((added) => [added, method] as const),
  );
  return { ...Object.fromEntries(places), ...placement };
}
