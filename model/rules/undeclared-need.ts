import type { Place } from '../load/diagnostics';
import { formatPath, nodeAt, type TreeNode, type TreePath } from '../load/tree';
import type { Component } from '../model';
import { parseTemplate } from '../resolve/template';
import type { Rule, RuleContext, RuleFinding } from './rule';
import { variablePlace } from './variable-place';
import { writtenEntries } from './written';

export const undeclaredNeed: Rule = {
  id: 'undeclared-need',
  title: 'What a variable or a command line refers to stands under `needs`',
  why: 'Network policies and the order of starting come from `needs`: a connection that is not declared there is cut.',
  fix: 'Add the name to `needs` of the component. References to a publicUrl need nothing: browsers use those.',
  check: (context) => context.model.components.flatMap((component) => checkComponent(component, context)),
};

function checkComponent(component: Component, context: RuleContext): RuleFinding[] {
  const needed = component.needs.map((need) => need.name);
  const declared = new Set([component.name, ...needed]);
  return [...writtenVariables(component, context), ...writtenWords(component, context)].flatMap(
    ({ what, node, place }) =>
      referredNames(node)
        .filter((target) => !declared.has(target))
        .map((target) => ({
          place,
          message: `${component.name}: ${what} refers to ${target}, which is not among its needs`,
          value: target,
          allowed: `needs: [${[...needed, target].join(', ')}]`,
        })),
  );
}

/** A text of a component as it was written. */
interface Written {
  readonly what: string;
  readonly node: TreeNode;
  readonly place: Place;
}

function writtenVariables(component: Component, context: RuleContext): Written[] {
  return (['application', 'environment'] as const).flatMap((document) => {
    const path = ['components', component.name, 'environment'];
    return (
      writtenEntries(context.trees[document], path)
        // What app.yaml says does not count where the environment says something else.
        .filter(([name]) => variablePlace(context, component.name, name).document === document)
        .map(([name, node]) => ({ what: name, node, place: { document, path: [...path, name] } }))
    );
  });
}

const COMMAND_LINES: readonly TreePath[] = [
  ['command'],
  ['args'],
  ...['startup', 'readiness', 'liveness'].map((probe) => ['health', probe, 'exec']),
];

function writtenWords(component: Component, { trees }: RuleContext): Written[] {
  return COMMAND_LINES.flatMap((line) => {
    const path = ['components', component.name, ...line];
    const list = nodeAt(trees.application, path);
    return (list?.kind === 'list' ? list.items : []).map((node, index) => ({
      what: formatPath(line),
      node,
      place: { document: 'application', path: [...path, index] },
    }));
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
