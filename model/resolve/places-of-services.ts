import { backupName } from '../derive/backup-script';
import { replicaName } from '../derive/redis-replica';
import type { Component, EnvironmentModel } from '../model';

/** A dump is made, and a copy follows, where its backing service runs; a dump is read where it lies. */
export function withPlacesOfServices(
  placement: EnvironmentModel['placement'],
  components: readonly Component[],
): EnvironmentModel['placement'] {
  const names = new Set(components.map(({ name }) => name));
  const places = Object.entries(placement).flatMap(([name, method]) =>
    [backupName({ name }), replicaName({ name })]
      .filter((added) => names.has(added))
      .map((added) => [added, method] as const),
  );
  const all = { ...Object.fromEntries(places), ...placement };
  const readers = components.flatMap(({ name, volumes }) =>
    volumes.flatMap(({ of }) => {
      const method = of === undefined ? undefined : all[of];
      return method === undefined ? [] : [[name, method] as const];
    }),
  );
  return { ...all, ...Object.fromEntries(readers) };
}
