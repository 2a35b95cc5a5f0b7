import { nodeAt } from '../load/tree';
import { isPinned } from '../schema/scalars/image';
import type { Rule, RuleContext, RuleFinding } from './rule';

export const imagePinned: Rule = {
  id: 'image-pinned',
  title: 'Images name one build where the environment asks for it',
  why: 'Without a tag, or with `latest`, the same manifest runs another program tomorrow, and a rollback rolls nothing back.',
  fix: 'Set `images.tag`, a tag on the image, or a digest.',
  check: (context) => {
    const { model } = context;
    const images = [
      ...model.components.map(({ name, image }) => ({ section: 'components', name, image })),
      ...model.backingServices.flatMap(({ name, hosting }) =>
        hosting.mode === 'builtin' || hosting.mode === 'cnpg'
          ? [{ section: 'backingServices', name, image: hosting.image }]
          : [],
      ),
    ];
    return images
      .filter(({ image }) => !isPinned(image))
      .map(
        ({ section, name, image }): RuleFinding => ({
          place: imagePlace(context, section, name),
          message: `${name}: the image ${image.text} ${image.tag === undefined ? 'has no tag' : 'has the tag latest'}`,
          value: image.text,
          allowed: 'a tag other than latest, or a digest',
          severity: model.environment.images.pinned ? 'error' : 'warning',
        }),
      );
  },
};

/** The image may stand in the environment; where it does not, it is that of app.yaml. */
function imagePlace({ trees }: RuleContext, section: string, name: string): RuleFinding['place'] {
  const path = [section, name, 'image'];
  return { document: nodeAt(trees.environment, path) ? 'environment' : 'application', path };
}
