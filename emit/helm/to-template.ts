import type { KubernetesObject } from '../../charts/build';
import { nameCode } from './names';
import type { TemplateContext, Trail } from './template-context';
import { labelEntries } from './template-labels';
import { type Entry, expression, type Item, listOf, mapOf, scalar, type TemplateNode } from './template-node';
import { shapeEntry, shapeItem, shapeList } from './template-shapes';

/** The template of an object that the charts made of a marked model. */
export function objectTemplate(object: KubernetesObject, context: TemplateContext): TemplateNode {
  return convert(object, [], context);
}

function convert(value: unknown, trail: Trail, context: TemplateContext): TemplateNode {
  if (Array.isArray(value)) return convertList(value, trail, context);
  if (typeof value === 'object' && value !== null) return convertMap(value as Record<string, unknown>, trail, context);
  if (typeof value === 'string') return convertText(value, trail, context);
  if (typeof value === 'number') {
    const code = context.marks.codeOfNumber(value);
    return code === undefined ? scalar(value) : expression(code);
  }
  return scalar(value as boolean | null);
}

function convertText(value: string, trail: Trail, context: TemplateContext): TemplateNode {
  const name = nameCode(value, trail, context);
  if (name !== undefined) return expression(`${name} | quote`);
  const code = context.marks.codeOfText(value);
  return code === undefined ? scalar(value) : expression(code);
}

function convertMap(map: Record<string, unknown>, trail: Trail, context: TemplateContext): TemplateNode {
  const key = trail.at(-1);
  if (isLabels(key, map)) return mapOf(labelEntries(map as Record<string, string>, trail, context.marks));
  const entries = Object.keys(map).flatMap((name): Entry[] => {
    const inner = [...trail, name];
    return shapeEntry(
      { key: name, node: convert(map[name], inner, context) },
      { trail: inner, value: map[name] },
      context,
    );
  });
  return mapOf(entries);
}

/** Labels, and the selectors that are labels themselves, as those of a Service. */
function isLabels(key: string | undefined, map: Record<string, unknown>): boolean {
  return key === 'labels' || key === 'matchLabels' || (key === 'selector' && 'app.kubernetes.io/name' in map);
}

function convertList(list: readonly unknown[], trail: Trail, context: TemplateContext): TemplateNode {
  const items = list.map((value): Item => {
    const node = convert(value, [...trail, '*'], context);
    return shapeItem({ node }, { trail: [...trail, '*'], value }, context);
  });
  return listOf(shapeList(items, { trail, value: list }, context));
}
