import { assertNever } from '../../lib/errors';
import { keyToYaml, textToYaml } from '../yaml-text';
import type { Entry, Item, TemplateNode } from './template-node';

/** The YAML of a node as a Helm template: braces of literal texts are escaped, so that no data becomes code. */
export function toTemplate(node: TemplateNode): string {
  return `${render(node, '').replace(/^\n/, '')}\n`;
}

/** What stands behind a colon or a dash: a scalar after a space, a collection after a line feed. */
function render(node: TemplateNode, indent: string): string {
  switch (node.kind) {
    case 'scalar':
      return ` ${literal(node.value, indent)}`;
    case 'expression':
      return ` {{ ${node.code} }}`;
    case 'block':
      return `\n${indent}{{- ${node.code} | nindent ${indent.length} }}`;
    case 'map':
      return node.entries.length === 0
        ? ' {}'
        : `\n${node.entries.map((entry) => entryLines(entry, indent)).join('\n')}`;
    case 'list':
      return node.items.length === 0 ? ' []' : `\n${node.items.map((item) => itemLines(item, indent)).join('\n')}`;
    default:
      return assertNever(node);
  }
}

function literal(value: string | number | boolean | null, indent: string): string {
  return escapeBraces(typeof value === 'string' ? textToYaml(value, `\n${indent}`, []) : String(value));
}

/** Helm would run what stands between double braces. */
export function escapeBraces(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function entryLines(entry: Entry, indent: string): string {
  const key = typeof entry.key === 'string' ? escapeBraces(keyToYaml(entry.key, '\n', [])) : `{{ ${entry.key.code} }}`;
  const comment = entry.comment === undefined ? '' : commentLines(entry.comment, indent);
  return guarded(entry, indent, `${comment}${indent}${key}:${render(entry.node, `${indent}  `)}`);
}

function commentLines(comment: string, indent: string): string {
  return comment
    .split('\n')
    .map((line) => `${indent}# ${line}\n`)
    .join('');
}

function itemLines(item: Item, indent: string): string {
  const inner = render(unconditionalFirst(item.node), `${indent}  `);
  // The first key of a map stands behind the dash, unless it is under a condition.
  const first = /^\n +(?!\{\{-| )/.test(inner) ? ` ${inner.trimStart()}` : inner;
  return guarded(item, indent, `${indent}-${first}`);
}

function unconditionalFirst(node: TemplateNode): TemplateNode {
  if (node.kind !== 'map') return node;
  const isFree = (entry: Entry): boolean => entry.when === undefined && entry.range === undefined;
  const first = node.entries.find(isFree);
  if (first === undefined || first === node.entries[0]) return node;
  return { kind: 'map', entries: [first, ...node.entries.filter((entry) => entry !== first)] };
}

function guarded(part: { readonly when?: string; readonly range?: string }, indent: string, lines: string): string {
  const ranged = part.range === undefined ? lines : between(`range ${part.range}`, indent, lines);
  return part.when === undefined ? ranged : between(`if ${part.when}`, indent, ranged);
}

function between(action: string, indent: string, lines: string): string {
  return `${indent}{{- ${action} }}\n${lines}\n${indent}{{- end }}`;
}
