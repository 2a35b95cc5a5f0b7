import type { JsonSchema } from '../../model/schema/json-schema';
import { type Entry, listOf, mapOf, scalar, type TemplateNode } from './template-node';
import { toPlainYaml } from './template-yaml';
import type { Value, ValueMap } from './value';

/** values.yaml: each value under the description that its schema has. */
export function documentedValues(values: ValueMap, schema: JsonSchema): string {
  return toPlainYaml(documented(values, schema, schema));
}

/** A values file without comments. */
export function plainValues(values: ValueMap, comment: string): string {
  const lines = comment.split('\n').map((line) => `# ${line}\n`);
  return lines.join('') + toPlainYaml(documented(values, {}, {}));
}

function documented(value: Value, schema: JsonSchema, root: JsonSchema): TemplateNode {
  if (Array.isArray(value)) return listOf(value.map((item: Value) => ({ node: documented(item, {}, root) })));
  if (typeof value !== 'object' || value === null) return scalar(value as string | number | boolean | null);
  const properties = (resolve(schema, root).properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const entries = Object.entries(value as ValueMap).map(([key, inner]): Entry => {
    const own = resolve(properties[key] ?? {}, root);
    const comment = typeof own.description === 'string' ? { comment: own.description } : {};
    return { key, node: documented(inner, own, root), ...comment };
  });
  return mapOf(entries);
}

/** The schema behind a `$ref` within the same document. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema;
  let target: unknown = root;
  for (const step of schema.$ref.slice(2).split('/')) target = (target as Readonly<Record<string, unknown>>)[step];
  return target as JsonSchema;
}
