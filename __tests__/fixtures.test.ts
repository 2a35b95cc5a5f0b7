import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { applicationJsonSchema, environmentJsonSchema, type JsonSchema } from '../model/schema/json-schema';

const FIXTURE = join(__dirname, 'fixtures', 'everything-on');
const environments = readdirSync(join(FIXTURE, 'envs')).filter((name) => name.endsWith('.yaml'));

function read(...path: readonly string[]): unknown {
  return parse(readFileSync(join(FIXTURE, ...path), 'utf8'));
}

/** Adds every field that a schema knows to `fields`, and those that `values` have to `used`, by their path. */
function walk(
  schema: JsonSchema,
  values: readonly unknown[],
  at: { path: string; fields: Set<string>; used: Set<string> },
): void {
  const maps = values.filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  for (const branch of branchesOf(schema)) {
    for (const [key, inner] of Object.entries((branch.properties ?? {}) as Record<string, JsonSchema>)) {
      const path = `${at.path}.${key}`;
      const found = maps.filter((map) => key in (map as object)).map((map) => (map as Record<string, unknown>)[key]);
      for (const choice of choicesOf(inner, path)) {
        at.fields.add(`${path}${choice.suffix}`);
        if (found.some(choice.fits)) at.used.add(`${path}${choice.suffix}`);
      }
      walk(inner, found, { ...at, path });
    }
    if (typeof branch.additionalProperties === 'object')
      walk(
        branch.additionalProperties as JsonSchema,
        maps.flatMap((map) => Object.values(map as object)),
        { ...at, path: `${at.path}.*` },
      );
  }
}

function branchesOf(schema: JsonSchema): JsonSchema[] {
  const branches = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  return branches ? branches.flatMap(branchesOf) : [schema];
}

/** Choices that are handed through as they are: one of them stands for all. */
const HANDED_THROUGH = [
  '.provider',
  '.backingServices.*.maxmemoryPolicy',
  '.edge.headers.referrerPolicy',
  '.externals.*.probe.method',
];

/** The values of a choice count one by one. */
function choicesOf(schema: JsonSchema, path: string): { suffix: string; fits: (value: unknown) => boolean }[] {
  const values = branchesOf(schema).flatMap(
    (branch) => (branch.enum as unknown[]) ?? ('const' in branch ? [branch.const] : []),
  );
  if (values.length === 0 || HANDED_THROUGH.includes(path)) return [{ suffix: '', fits: () => true }];
  return values.map((value) => ({ suffix: `=${String(value)}`, fits: (found) => found === value }));
}

function unused(schema: JsonSchema, values: readonly unknown[]): string[] {
  const at = { path: '', fields: new Set<string>(), used: new Set<string>() };
  walk(schema, values, at);
  expect(at.fields.size).toBeGreaterThan(50);
  return [...at.fields].filter((field) => !at.used.has(field)).sort();
}

describe('everything-on uses every field and every choice', () => {
  test('of app.yaml', () => {
    // An application has one source and one kind of objects; the other of each stands in another fixture.
    const { gitops } = read('..', 'queue-workers', 'app.yaml') as { readonly gitops: unknown };
    expect(unused(applicationJsonSchema(), [read('app.yaml'), { gitops }])).toEqual([]);
  });

  test('of envs/*.yaml', () => {
    expect(
      unused(
        environmentJsonSchema(),
        environments.map((name) => read('envs', name)),
      ),
    ).toEqual([]);
  });
});
