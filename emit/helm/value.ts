import type { Resources } from '../../model/schema/resources';
import type { ImageReference } from '../../model/schema/scalars/image';

/** A value of the chart: what YAML and JSON can hold. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type ValueMap = { readonly [key: string]: Value };

/** Name, tag and digest of an image; an absent part is empty. */
export function imageValues(image: ImageReference): ValueMap {
  const repository = image.registry === undefined ? image.repository : `${image.registry}/${image.repository}`;
  return { repository, tag: image.tag ?? '', digest: image.digest ?? '' };
}

/** Requests and limits of a container. */
export function resourceValues(resources: Resources): ValueMap {
  const amounts = (of: Resources['requests']): ValueMap => ({
    cpu: of.cpu.text,
    memory: of.memory.text,
    ephemeralStorage: of.ephemeralStorage.text,
  });
  return { requests: amounts(resources.requests), limits: amounts(resources.limits) };
}
