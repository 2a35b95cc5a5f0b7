import { nearest } from '../../lib/nearest';
import type { AttributeSchema, AttributeType, BlockSchema, NestedBlockSchema } from './provider-schema';
import type { HclBody, HclValue } from './root-module';

/** What is wrong in a block: `path` from its start, such as `node_pool[0].size`. */
export interface BodyFinding {
  readonly path: string;
  readonly message: string;
}

/** Checks the arguments and blocks of a body against what the provider says of it; `meta` are names that Terraform takes itself. */
export function checkBody(body: HclBody, schema: BlockSchema, meta: ReadonlySet<string>): BodyFinding[] {
  return [
    ...checkBlock(body, schema, { at: '', meta }),
    ...(schema.deprecated ? [{ path: '', message: 'is deprecated' }] : []),
  ];
}

interface Place {
  readonly at: string;
  readonly meta: ReadonlySet<string>;
}

function checkBlock(body: HclBody, schema: BlockSchema, { at, meta }: Place): BodyFinding[] {
  const attributes = schema.attributes ?? {};
  const blocks = schema.block_types ?? {};
  const dynamic = (body.dynamic ?? {}) as Readonly<Record<string, readonly HclBody[]>>;
  const written = Object.entries(body).filter(([key]) => key !== 'dynamic' && !meta.has(key));
  return [
    ...written.flatMap(([key, value]) => {
      const path = `${at}${key}`;
      if (Object.hasOwn(attributes, key)) return checkAttribute(value, attributes[key] as AttributeSchema, path);
      if (Object.hasOwn(blocks, key)) return checkNested(value, blocks[key] as NestedBlockSchema, path);
      return [{ path, message: `is unknown${hint(key, [...Object.keys(attributes), ...Object.keys(blocks)])}` }];
    }),
    ...Object.entries(dynamic).flatMap(([key, bodies]) => checkDynamic(bodies, { schema, key, path: `${at}${key}` })),
    ...missing(body, schema, at),
  ];
}

/** Older providers have attributes that are lists of objects and may be written as blocks (Terraform, attributes as blocks). */
function checkDynamic(
  bodies: readonly HclBody[],
  { schema, key, path }: { readonly schema: BlockSchema; readonly key: string; readonly path: string },
): BodyFinding[] {
  const nested = schema.block_types?.[key];
  const attribute = schema.attributes?.[key];
  return bodies.flatMap(({ content = [] }) => {
    if (nested !== undefined) return checkNested(content, { ...nested, min_items: 0 }, path);
    if (attribute !== undefined && isListOfObjects(attribute.type)) return checkAttribute(content, attribute, path);
    return [{ path, message: 'is no block that can be dynamic' }];
  });
}

function isListOfObjects(type: AttributeType | undefined): boolean {
  return (
    Array.isArray(type) &&
    ['list', 'set'].includes(type[0] as string) &&
    Array.isArray(type[1]) &&
    type[1][0] === 'object'
  );
}

function missing(body: HclBody, { attributes = {}, block_types: blocks = {} }: BlockSchema, at: string): BodyFinding[] {
  const dynamic = (body.dynamic ?? {}) as HclBody;
  return [
    ...Object.entries(attributes)
      .filter(([key, { required }]) => required === true && body[key] === undefined)
      .map(([key]) => ({ path: `${at}${key}`, message: 'is required' })),
    ...Object.entries(blocks)
      .filter(([key, { min_items: least = 0 }]) => least > 0 && body[key] === undefined && dynamic[key] === undefined)
      .map(([key]) => ({ path: `${at}${key}`, message: 'is a required block' })),
  ];
}

function checkNested(value: HclValue, schema: NestedBlockSchema, path: string): BodyFinding[] {
  if (!Array.isArray(value) || !value.every(isBody)) return [{ path, message: 'is a block, not an argument' }];
  const { max_items: most = Number.POSITIVE_INFINITY, min_items: least = 0 } = schema;
  const limit = ['single', 'group'].includes(schema.nesting_mode) ? 1 : most;
  return [
    ...(value.length > limit ? [{ path, message: `may stand there ${limit} times at most` }] : []),
    ...(value.length < least ? [{ path, message: `must stand there ${least} times at least` }] : []),
    ...(schema.block.deprecated ? [{ path, message: 'is deprecated' }] : []),
    ...value.flatMap((body, index) =>
      checkBlock(body as HclBody, schema.block, { at: `${path}[${index}].`, meta: new Set() }),
    ),
  ];
}

function checkAttribute(value: HclValue, schema: AttributeSchema, path: string): BodyFinding[] {
  const isReadOnly = schema.computed === true && schema.optional !== true && schema.required !== true;
  if (isReadOnly) return [{ path, message: 'is read-only' }];
  const old = schema.deprecated === true ? [{ path, message: 'is deprecated' }] : [];
  if (schema.nested_type !== undefined) return [...old, ...checkObjects(value, schema.nested_type, path)];
  return [...old, ...checkType(value, schema.type ?? 'dynamic', path)];
}

function checkObjects(
  value: HclValue,
  nested: NonNullable<AttributeSchema['nested_type']>,
  path: string,
): BodyFinding[] {
  const isMany = nested.nesting_mode === 'list' || nested.nesting_mode === 'set';
  if (isExpression(value) || value === null) return [];
  if (isMany !== Array.isArray(value)) return [{ path, message: `is ${isMany ? 'a list of objects' : 'one object'}` }];
  const objects = Array.isArray(value) ? value : nested.nesting_mode === 'map' ? Object.values(value) : [value];
  return objects.flatMap((each, index) =>
    isBody(each)
      ? checkBlock(each, { attributes: nested.attributes }, { at: `${path}[${index}].`, meta: new Set() })
      : isExpression(each)
        ? []
        : [{ path, message: 'is no object' }],
  );
}

/** Literals only: what an expression gives is known to Terraform alone. Terraform converts between text, number and bool. */
function checkType(value: HclValue, type: AttributeType, path: string): BodyFinding[] {
  if (value === null || isExpression(value) || type === 'dynamic') return [];
  const [kind, of] = typeof type === 'string' ? [type, undefined] : type;
  const wrong = (message: string): BodyFinding[] => [{ path, message }];
  if (kind === 'list' || kind === 'set') {
    if (!Array.isArray(value)) return wrong('is a list');
    return value.flatMap((each, index) => checkType(each, of as AttributeType, `${path}[${index}]`));
  }
  if (kind === 'map') {
    if (!isBody(value)) return wrong('is a map');
    return Object.entries(value).flatMap(([key, each]) => checkType(each, of as AttributeType, `${path}.${key}`));
  }
  if (kind === 'object') return checkObject(value, of as Readonly<Record<string, AttributeType>>, path);
  if (typeof value === 'object') return wrong(`is a ${kind}`);
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)));
  if (kind === 'number' && !isNumber) return wrong('is a number');
  if (kind === 'bool' && !['true', 'false'].includes(String(value))) return wrong('is true or false');
  return [];
}

function checkObject(value: HclValue, fields: Readonly<Record<string, AttributeType>>, path: string): BodyFinding[] {
  if (!isBody(value)) return [{ path, message: 'is an object' }];
  return Object.entries(value).flatMap(([key, each]) => {
    const field = fields[key];
    if (field === undefined) return [{ path: `${path}.${key}`, message: 'is unknown' }];
    return checkType(each, field, `${path}.${key}`);
  });
}

function isBody(value: HclValue): value is HclBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExpression(value: HclValue): boolean {
  return typeof value === 'string' && value.includes('${');
}

function hint(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near === undefined ? '' : `, did you mean ${near}?`;
}
