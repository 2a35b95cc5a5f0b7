import { cnpgServices } from '../model/derive/hosting';
import type { Model } from '../model/model';

type PathAndReason = readonly [path: string, reason: string];

/** What a cluster leaves out of the databases of CloudNativePG. */
export function cnpgLosses(model: Model): PathAndReason[] {
  const { monitoring, networkPolicy } = model.environment;
  return cnpgServices(model).flatMap(({ name, hosting }): PathAndReason[] => [
    ...(networkPolicy
      ? [
          [
            `backingServices.${name}.cnpg`,
            'a NetworkPolicy knows neither the API server nor an object store: its pods may reach any address on their ports',
          ] as const,
        ]
      : []),
    ...(hosting.backup === undefined
      ? [[`backingServices.${name}.cnpg.backup`, 'not set: nothing backs this database up'] as const]
      : []),
    ...(monitoring !== undefined && monitoring.kind !== 'operator'
      ? [
          [
            `backingServices.${name}.cnpg`,
            'its pods have no annotations for Prometheus: tell it of the port 9187 of pods with the label cnpg.io/cluster',
          ] as const,
        ]
      : []),
  ]);
}

/** What a method without an operator leaves out of them; the model is the one in which containers take their place. */
export function containerLosses({ environment, backingServices }: Model): PathAndReason[] {
  return backingServices.flatMap(({ name, hosting }): PathAndReason[] => {
    if (hosting.mode !== 'builtin' || hosting.standsIn !== true) return [];
    const left = [
      'no replicas and no backups in an object store',
      ...(environment.backups === undefined ? [] : ['no nightly dumps']),
      ...(environment.monitoring === undefined ? [] : ['no exporter']),
    ];
    return [
      [`backingServices.${name}.cnpg`, `CloudNativePG needs a cluster: one container runs here, ${left.join(', ')}`],
    ];
  });
}
