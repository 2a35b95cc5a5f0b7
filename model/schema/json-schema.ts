import { z } from 'zod';
import { application } from './application';
import { backingServiceModes, backingServiceSettings } from './backing-service-settings';
import { environment } from './environment';

/** A JSON Schema as a plain object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of what a user may write, before defaults and parsing. */
export function inputJsonSchema(schema: z.ZodType, target: 'draft-7' | 'draft-2020-12' = 'draft-2020-12'): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // zod cannot see through a preprocessing function; what it lets in is the union behind it.
      if ((zodSchema as unknown) === backingServiceSettings) {
        const { $schema: _draft, ...modes } = inputJsonSchema(backingServiceModes);
        Object.assign(jsonSchema, modes);
      }
    },
  }) as JsonSchema;
}

/** Schema of app.yaml, for editors. */
export function applicationJsonSchema(): JsonSchema {
  return titled(inputJsonSchema(application), 'manifold application (app.yaml)');
}

/** Schema of the files in envs/, for editors: a layer may leave out what another layer gives, so nothing is required. */
export function environmentJsonSchema(): JsonSchema {
  return titled(withoutRequired(inputJsonSchema(environment)) as JsonSchema, 'manifold environment (envs/*.yaml)');
}

function titled(schema: JsonSchema, title: string): JsonSchema {
  return { title, ...schema };
}

function withoutRequired(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRequired);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(key === 'required' && Array.isArray(inner)))
      // With nothing required, one value may fit several alternatives.
      .map(([key, inner]) => [key === 'oneOf' ? 'anyOf' : key, withoutRequired(inner)]),
  );
}
