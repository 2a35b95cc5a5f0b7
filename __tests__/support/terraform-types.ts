import { readFileSync } from 'node:fs';
import { parse } from '@cdktf/hcl2json';
import { assertNever } from '../../lib/errors';

/** A type constraint of Terraform, as far as the contract uses them. */
export type TerraformType =
  | { readonly kind: 'string' | 'number' | 'bool' | 'any' }
  | { readonly kind: 'list'; readonly of: TerraformType }
  | { readonly kind: 'map'; readonly of: TerraformType }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Field> };

export interface Field {
  readonly type: TerraformType;
  readonly isRequired: boolean;
}

/** The variables of a file, each with its type and whether a value must be given. */
export async function readVariables(path: string): Promise<ReadonlyMap<string, Field>> {
  const parsed = (await parse(path, readFileSync(path, 'utf8'))) as {
    readonly variable: Readonly<Record<string, readonly [{ readonly type: string; readonly default?: unknown }]>>;
  };
  return new Map(
    Object.entries(parsed.variable).map(([name, [variable]]) => [
      name,
      { type: parseType(variable.type.replace(/^\$\{|\}$/g, '')), isRequired: !('default' in variable) },
    ]),
  );
}

/** Reads a type expression, and fails on anything that is none. */
export function parseType(source: string): TerraformType {
  const tokens = source.match(/[A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*"|-?[0-9.]+|[(){}[\]=,]/g) ?? [];
  const reader = { tokens, at: 0 };
  const type = readType(reader);
  if (reader.at !== tokens.length) throw new Error(`more than a type: ${tokens.slice(reader.at).join(' ')}`);
  return type;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function take(reader: Reader, expected?: string): string {
  const token = reader.tokens[reader.at] ?? 'the end';
  if (expected !== undefined && token !== expected) throw new Error(`expected ${expected}, found ${token}`);
  reader.at += 1;
  return token;
}

function readType(reader: Reader): TerraformType {
  const word = take(reader);
  if (word === 'string' || word === 'number' || word === 'bool' || word === 'any') return { kind: word };
  if (word !== 'list' && word !== 'set' && word !== 'map' && word !== 'object') throw new Error(`no type: ${word}`);
  take(reader, '(');
  const type: TerraformType =
    word === 'object'
      ? { kind: 'object', fields: readFields(reader) }
      : { kind: word === 'map' ? 'map' : 'list', of: readType(reader) };
  take(reader, ')');
  return type;
}

function readFields(reader: Reader): Map<string, Field> {
  const fields = new Map<string, Field>();
  take(reader, '{');
  while (reader.tokens[reader.at] !== '}') {
    const name = take(reader);
    take(reader, '=');
    const isRequired = reader.tokens[reader.at] !== 'optional';
    fields.set(name, { type: isRequired ? readType(reader) : readOptional(reader), isRequired });
    if (reader.tokens[reader.at] === ',') take(reader);
  }
  take(reader, '}');
  return fields;
}

/** `optional(TYPE)` or `optional(TYPE, DEFAULT)`; the default is of no interest here. */
function readOptional(reader: Reader): TerraformType {
  take(reader, 'optional');
  take(reader, '(');
  const type = readType(reader);
  for (let depth = 0; depth > 0 || reader.tokens[reader.at] !== ')'; ) {
    const token = take(reader);
    depth += /^[({[]$/.test(token) ? 1 : /^[)}\]]$/.test(token) ? -1 : 0;
  }
  take(reader, ')');
  return type;
}

/** What is wrong with the values for the variables, each as `path: what`: Terraform itself drops unknown keys in silence. */
export function typeProblems(variables: ReadonlyMap<string, Field>, values: unknown): string[] {
  return problems({ kind: 'object', fields: variables }, values, '');
}

function problems(type: TerraformType, value: unknown, path: string): string[] {
  const here = path === '' ? '.' : path;
  switch (type.kind) {
    case 'any':
      return [];
    case 'string':
    case 'number':
      return typeof value === type.kind ? [] : [`${here}: is ${describe(value)}, not ${type.kind}`];
    case 'bool':
      return typeof value === 'boolean' ? [] : [`${here}: is ${describe(value)}, not bool`];
    case 'list':
      if (!Array.isArray(value)) return [`${here}: is ${describe(value)}, not list`];
      return value.flatMap((inner, index) => problems(type.of, inner, `${path}[${index}]`));
    case 'map':
      if (!isRecord(value)) return [`${here}: is ${describe(value)}, not map`];
      return Object.entries(value).flatMap(([key, inner]) => problems(type.of, inner, `${path}.${key}`));
    case 'object':
      if (!isRecord(value)) return [`${here}: is ${describe(value)}, not object`];
      return fieldProblems(type.fields, value, path);
    default:
      return assertNever(type);
  }
}

function fieldProblems(fields: ReadonlyMap<string, Field>, value: Record<string, unknown>, path: string): string[] {
  const missing = [...fields]
    .filter(([name, field]) => field.isRequired && !Object.hasOwn(value, name))
    .map(([name]) => `${path}.${name}: is missing`);
  const given = Object.entries(value).flatMap(([name, inner]) => {
    const field = fields.get(name);
    return field ? problems(field.type, inner, `${path}.${name}`) : [`${path}.${name}: is unknown`];
  });
  return [...missing, ...given];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
