import { assertNever } from '../../lib/errors';
import { keyToYaml, textToYaml } from '../yaml-text';
import type { Entry, Item, TemplateNode } from './template-node';

/** The YAML of a node as a Helm template: braces of literal texts are escaped, so that no data becomes code. */
export function toTemplate(node: TemplateNode): string {
  return `${render(node, '', { escape: true }).replace(/^\n/, '')}\n`;
}

/** The YAML of a node without holes, which Helm reads and does not run, as values files are. */
export function toPlainYaml(node: TemplateNode): string {
  return `${render(node, '', { escape: false }).replace(/^\n/, '')}\n`;
}

interface Options {
  readonly escape: boolean;
}

/** What stands behind a colon or a dash: a scalar after a space, a collection after a line feed. */
function render(node: TemplateNode, indent: string, options: Options): string {
  switch (node.kind) {
    case 'scalar':
      return ` ${literal(node.value, indent, options)}`;
    case 'expression':
      return ` {{ ${node.code} }}`;
    case 'block':
      return `\n${indent}{{- ${node.code} | nindent ${indent.length} }}`;
    case 'map':
      return node.entries.length === 0
        ? ' {}'
        : `\n${node.entries.map((entry) => entryLines(entry, indent, options)).join('\n')}`;
    case 'list':
      return node.items.length === 0
        ? ' []'
        : `\n${node.items.map((item) => itemLines(item, indent, options)).join('\n')}`;
    default:
      return assertNever(node);
  }
}

function literal(value: string | number | boolean | null, indent: string, options: Options): string {
  const text = typeof value === 'string' ? textToYaml(value, `\n${indent}`, []) : String(value);
  return options.escape ? escapeBraces(text) : text;
}

/** Helm would run what stands between double braces. */
function escapeBraces(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function entryLines(entry: Entry, indent: string, options: Options): string {
  const key = keyText(entry.key, indent, options);
  const comment = entry.comment === undefined ? '' : commentLines(entry.comment, indent);
  return guarded(entry, indent, `${comment}${indent}${key}:${render(entry.node, `${indent}  `, options)}`);
}

function keyText(key: Entry['key'], indent: string, options: Options): string {
  if (typeof key !== 'string') return `{{ ${key.code} }}`;
  const text = keyToYaml(key, `\n${indent}`, []);
  return options.escape ? escapeBraces(text) : text;
}

function commentLines(comment: string, indent: string): string {
  return comment
    .split('\n')
    .map((line) => `${indent}# ${line}\n`)
    .join('');
}

function itemLines(item: Item, indent: string, options: Options): string {
  const inner = render(unconditionalFirst(item.node), `${indent}  `, options);
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
