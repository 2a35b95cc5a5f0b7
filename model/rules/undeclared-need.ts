import type { TreeNode } from '../load/tree';
import type { Component } from '../model';
import { parseTemplate } from '../resolve/template';
import type { Rule, RuleContext, RuleFinding } from './rule';
import { variablePlace } from './variable-place';
import { writtenEntries } from './written';

export const undeclaredNeed: Rule = {
  id: 'undeclared-need',
  title: 'What a variable refers to stands under `needs`',
  why: 'Network policies and the order of starting come from `needs`: a connection that is not declared there is cut.',
  fix: 'Add the name to `needs` of the component. References to a publicUrl need nothing: browsers use those.',
  check: (context) => context.model.components.flatMap((component) => checkComponent(component, context)),
};

function checkComponent(component: Component, context: RuleContext): RuleFinding[] {
  const declared = new Set([component.name, ...component.needs.map((need) => need.name)]);
  return (['application', 'environment'] as const).flatMap((document) => {
    const path = ['components', component.name, 'environment'];
    // What app.yaml says does not count where the environment says something else.
    const variables = writtenEntries(context.trees[document], path).filter(
      ([name]) => variablePlace(context, component.name, name).document === document,
    );
    return variables.flatMap(([name, node]) =>
      referredNames(node)
        .filter((target) => !declared.has(target))
        .map((target) => ({
          place: { document, path: [...path, name] },
          message: `${component.name}: ${name} refers to ${target}, which is not among its needs`,
          value: target,
          allowed: `needs: [${[...component.needs.map((need) => need.name), target].join(', ')}]`,
        })),
    );
  });
}

const ADDRESSES = new Set(['host', 'port', 'readHost', 'url']);
const NOT_A_TARGET = new Set(['application', 'environment', 'config', 'image']);

/** Components, backing services and externals whose address a value uses. */
function referredNames(node: TreeNode): string[] {
  if (node.kind !== 'scalar') return [];
  const template = parseTemplate(node.text);
  if ('error' in template) return [];
  return template.parts.flatMap((part) => {
    if (part.kind !== 'reference') return [];
    const [first = '', second = '', third = ''] = part.name.split('.');
    if (first === 'components') return ADDRESSES.has(third) ? [second] : [];
    return NOT_A_TARGET.has(first) || !ADDRESSES.has(second) ? [] : [first];
  });
}
