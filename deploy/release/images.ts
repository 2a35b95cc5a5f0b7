import type { Model } from '../../model/model';

/** The image of every component and builtin backing service, by name. */
export function imagesOf(model: Model): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...model.components.map(({ name, image }) => [name, image.text]),
    ...model.backingServices.flatMap(({ name, hosting }) =>
      hosting.mode === 'builtin' ? [[name, hosting.image.text]] : [],
    ),
  ]);
}
