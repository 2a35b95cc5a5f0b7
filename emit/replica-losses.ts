import type { Model } from '../model/model';

/** What replicas of a Redis lose on an engine without a load balancer: paths and reasons. */
export function replicaLosses(model: Model): [path: string, reason: string][] {
  return model.backingServices.flatMap((service): [string, string][] =>
    service.engine === 'redis' && service.replicas > 0
      ? [
          [
            `backingServices.${service.name}.replicas`,
            'a replica that does not follow is still asked: names lead to every container',
          ],
        ]
      : [],
  );
}
