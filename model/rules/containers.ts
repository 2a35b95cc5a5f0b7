import { containerOf } from '../derive/hosting';
import type { Place } from '../load/diagnostics';
import type { Model } from '../model';
import type { Resources } from '../schema/resources';

/** Resources of a container and the place where the environment sets them. */
export interface ContainerResources {
  readonly name: string;
  readonly resources: Resources;
  readonly place: (...path: readonly string[]) => Place;
}

/** Every container of an environment: components first, then builtin backing services. */
export function containerResources(model: Model): ContainerResources[] {
  const at =
    (section: string, name: string) =>
    (...path: readonly string[]): Place => ({ document: 'environment', path: [section, name, 'resources', ...path] });
  return [
    ...model.components.map(({ name, resources }) => ({ name, resources, place: at('components', name) })),
    ...model.backingServices.flatMap((service) => {
      const container = containerOf(service);
      const { name } = service;
      return container === undefined
        ? []
        : [{ name, resources: container.resources, place: at('backingServices', name) }];
    }),
  ];
}
