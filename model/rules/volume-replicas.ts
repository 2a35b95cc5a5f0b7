import { maxPods } from '../derive/capacity';
import type { Rule } from './rule';

export const volumeReplicas: Rule = {
  id: 'volume-replicas',
  title: 'A ReadWriteOnce volume belongs to one pod',
  why: 'One node only can mount the volume: further pods stay pending, or each gets an empty volume of its own and the data falls apart.',
  fix: 'Use one replica, accessMode ReadWriteMany with a storage class that has it (`volumes.<volume>.storageClass` of the component in the environment), or an object store.',
  check: ({ model }) =>
    model.components.flatMap((component) =>
      component.volumes
        .filter((volume) => volume.accessMode === 'ReadWriteOnce' && maxPods(component) > 1)
        .map((volume) => ({
          place: {
            document: 'application' as const,
            path: ['components', component.name, 'volumes', volume.name],
            of: 'key' as const,
          },
          message: `${component.name}: the ReadWriteOnce volume ${volume.name} cannot serve ${maxPods(component)} pods`,
          value: String(maxPods(component)),
          allowed: '1 pod, or accessMode: ReadWriteMany',
        })),
    ),
};
