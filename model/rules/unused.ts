import type { Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const unused: Rule = {
  id: 'unused',
  title: 'What runs is needed by something',
  why: 'A database that nothing talks to costs money and must be patched.',
  fix: 'Add it to `needs` of a component, or remove it.',
  check: ({ model }) => [
    ...idle(model, 'backingServices', model.backingServices),
    ...idle(model, 'externals', model.externals),
  ],
};

function idle(model: Model, section: string, items: readonly { readonly name: string }[]): RuleFinding[] {
  const needed = new Set(model.components.flatMap((component) => component.needs.map((need) => need.name)));
  return items
    .filter(({ name }) => !needed.has(name))
    .map(({ name }) => ({
      place: { document: 'application', path: [section, name], of: 'key' },
      message: `no component needs ${name}`,
      value: name,
      severity: 'warning',
    }));
}
