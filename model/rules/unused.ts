import { nodeAt, type TreeNode } from '../load/tree';
import type { Model } from '../model';
import { parseTemplate } from '../resolve/template';
import type { Rule, RuleContext, RuleFinding } from './rule';
import { writtenEntries, writtenText } from './written';

export const unused: Rule = {
  id: 'unused',
  title: 'What is declared is used by something',
  why: 'A database that nothing talks to costs money and must be patched; a config value or a generated key that nothing reads misleads whoever changes it.',
  fix: 'Add it to `needs` of a component, refer to it in a variable, or remove it. Keys with `generate: false` may wait for an environment that uses them.',
  check: (context) => [
    ...idle(context.model, 'backingServices', context.model.backingServices),
    ...idle(context.model, 'externals', context.model.externals),
    ...unreadConfig(context),
    ...unreadKeys(context),
  ],
};

function idle(model: Model, section: string, items: readonly { readonly name: string }[]): RuleFinding[] {
  const needed = new Set(model.components.flatMap((component) => component.needs.map((need) => need.name)));
  return items
    .filter(({ name }) => !needed.has(name))
    .map(({ name }) => warning([section, name], `no component needs ${name}`, name));
}

function warning(path: readonly string[], message: string, value: string): RuleFinding {
  return { place: { document: 'application', path, of: 'key' }, message, value, severity: 'warning' };
}

/** Looks at what was written, because a component that is switched off here is still a reader. */
function unreadConfig({ trees }: RuleContext): RuleFinding[] {
  const read = new Set(Object.values(trees).flatMap(references));
  return writtenEntries(trees.application, ['config'])
    .filter(([name]) => !read.has(`config.${name}`))
    .map(([name]) => warning(['config', name], `nothing refers to the config value ${name}`, name));
}

function unreadKeys({ trees }: RuleContext): RuleFinding[] {
  const read = new Set(Object.values(trees).flatMap(secretUses));
  return writtenEntries(trees.application, ['secrets']).flatMap(([secret]) => {
    const path = ['secrets', secret, 'keys'];
    return writtenEntries(trees.application, path)
      .filter(([key]) => writtenText(trees.application, [...path, key, 'generate']) !== 'false')
      .filter(([key]) => !read.has(useOf(secret, key)))
      .map(([key]) => warning([...path, key], `nothing uses the key ${key} of the secret ${secret}`, key));
  });
}

function references(node: TreeNode): string[] {
  if (node.kind === 'map') return [...node.entries.values()].flatMap((entry) => references(entry.node));
  if (node.kind === 'list') return node.items.flatMap(references);
  const template = node.text.includes('${') ? parseTemplate(node.text) : { parts: [] };
  if ('error' in template) return [];
  return template.parts.flatMap((part) => (part.kind === 'reference' ? [part.name] : []));
}

/** Uses `{ secret, key }` of variables, and of externals whose URL is a secret. */
function secretUses(tree: TreeNode): string[] {
  const variables = writtenEntries(tree, ['components']).flatMap(([name]) =>
    writtenEntries(tree, ['components', name, 'environment']).map(([, node]) => node),
  );
  const urls = writtenEntries(tree, ['externals']).flatMap(([name]) => {
    const use = nodeAt(tree, ['externals', name, 'urlSecret']);
    return use ? [use] : [];
  });
  return [...variables, ...urls].flatMap((node) => {
    const [secret, key] = [writtenText(node, ['secret']), writtenText(node, ['key'])];
    return secret === undefined || key === undefined ? [] : [useOf(secret, key)];
  });
}

function useOf(secret: string, key: string): string {
  return `${secret}/${key}`;
}
