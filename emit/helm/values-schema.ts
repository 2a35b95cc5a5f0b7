import type { z } from 'zod';
import { inputJsonSchema, type JsonSchema } from '../../model/schema/json-schema';
import { withGoPatterns } from './go-pattern';
import type { Union } from './union';
import type { Value, ValueMap } from './value';
import * as shapes from './values-shapes';

type Properties = Readonly<Record<string, JsonSchema>>;

/** The longest name of an object that every kind takes. */
const LONGEST_NAME = 63;

/** values.schema.json: from the schemas of the model, with no key that no template reads. */
export function valuesSchema(base: ValueMap, union: Union): JsonSchema {
  const common = propertiesOf(shapes.common);
  const component = propertiesOf(shapes.component);
  const service = propertiesOf(shapes.backingService);
  const sections: Record<string, JsonSchema> = {
    namePrefix: namePrefix(union),
    ...common,
    components: byName('Components', base.components, (values) => componentSchema(values, component)),
    backingServices: byName('Databases and caches that run beside the application', base.backingServices, (values) =>
      strict(pick(service, values, '#/definitions/service/')),
    ),
    secrets: secretsSchema(base),
    quota: bare(shapes.quota),
    limitRange: bare(shapes.limits),
    cnpg: bare(shapes.cnpg),
    monitoring: bare(shapes.monitoring),
    tests: bare(shapes.tests),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Values of the chart ${union.application.name}`,
    ...strict({
      // What an umbrella chart hands down to every chart.
      global: { type: 'object' },
      ...Object.fromEntries(Object.keys(base).map((key) => [key, sections[key] ?? {}])),
    }),
    definitions: {
      component: { properties: component },
      service: { properties: service },
      secret: bare(shapes.secretItem),
      text: { type: 'string' },
      secretReference: secretReferenceOf(component),
    },
  };
}

function namePrefix(union: Union): JsonSchema {
  const names = [...union.components.map(({ component }) => component.name), ...union.services.map(({ name }) => name)];
  const longest = Math.max(...names.map((name) => name.length));
  return {
    description: 'Put before the name of every object; nothing given: the name of the release and a hyphen',
    type: ['string', 'null'],
    pattern: '^([a-z]([a-z0-9-]*[a-z0-9])?-)?$',
    maxLength: Math.max(0, LONGEST_NAME - longest),
  };
}

function bare(schema: z.ZodType): JsonSchema {
  const { $schema: _draft, ...rest } = inputJsonSchema(schema, 'draft-7');
  return withGoPatterns(rest);
}

function propertiesOf(schema: z.ZodType): Properties {
  return (bare(schema).properties ?? {}) as Properties;
}

function strict(properties: Properties): JsonSchema {
  return { type: 'object', additionalProperties: false, properties };
}

function byName(description: string, values: Value | undefined, of: (values: ValueMap) => JsonSchema): JsonSchema {
  const entries = Object.entries((values ?? {}) as ValueMap).map(
    ([name, each]) => [name, of(each as ValueMap)] as const,
  );
  return { description, ...strict(Object.fromEntries(entries)) };
}

/** The properties that these values have, each by reference: an application may have hundreds of components. */
function pick(properties: Properties, values: ValueMap, at: string): Properties {
  const keys = Object.keys(values).filter((key) => key in properties);
  return Object.fromEntries(keys.map((key) => [key, { $ref: `${at}properties/${key}` }]));
}

const REFERENCES: Readonly<Record<string, JsonSchema>> = {
  config: { $ref: '#/definitions/text' },
  references: { $ref: '#/definitions/text' },
  secretVariables: { $ref: '#/definitions/secretReference' },
};

function secretReferenceOf(component: Properties): JsonSchema {
  return (component.secretVariables?.additionalProperties ?? {}) as JsonSchema;
}

/** A component takes the variables and volumes that it has, and no others: its program would not read them. */
function componentSchema(values: ValueMap, component: Properties): JsonSchema {
  const names = [...keysOf(values.config), ...keysOf(values.references), ...keysOf(values.secretVariables)].sort();
  const named = (key: string): Record<string, JsonSchema> => {
    const schema = component[key];
    if (schema === undefined || !(key in values)) return {};
    const { additionalProperties, propertyNames: _names, ...rest } = schema;
    const inner = REFERENCES[key] ?? ((additionalProperties ?? {}) as JsonSchema);
    const known = key === 'volumes' ? keysOf(values.volumes) : names;
    return { [key]: { ...rest, ...strict(Object.fromEntries(known.map((name) => [name, inner]))) } };
  };
  return strict({
    ...pick(component, values, '#/definitions/component/'),
    ...named('config'),
    ...named('references'),
    ...named('secretVariables'),
    ...named('volumes'),
  });
}

function keysOf(values: Value | undefined): string[] {
  return Object.keys((values ?? {}) as ValueMap);
}

function secretsSchema(base: ValueMap): JsonSchema {
  const values = base.secrets as ValueMap;
  const properties = propertiesOf(shapes.secrets);
  const items = byName(String(properties.items?.description), values.items, () => ({ $ref: '#/definitions/secret' }));
  const picked = Object.keys(values).map((key) => [key, key === 'items' ? items : (properties[key] ?? {})] as const);
  return { description: 'Secrets; their values are never in the chart', ...strict(Object.fromEntries(picked)) };
}
