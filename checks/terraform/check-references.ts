import type { ProviderSchema } from './provider-schema';
import type { HclValue, RootBlock, RootModule } from './root-module';

/** What a root may refer to: fields of variables that are objects, by variable; undefined for those that are none. */
export type VariableFields = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** References in expressions that lead nowhere, for one block. */
export function checkReferences(
  block: RootBlock,
  root: RootModule,
  known: { readonly schemas: readonly ProviderSchema[]; readonly variables: VariableFields },
): string[] {
  const names = declared(root);
  const found = expressionsIn(block.body).flatMap((expression) => [
    ...resourceReferences(expression, known.schemas).flatMap((reference) =>
      wrongResource(reference, names, known.schemas),
    ),
    ...[...expression.matchAll(/\blocal\.(\w+)/g)].flatMap(([, name = '']) =>
      names.has(`local.${name}`) ? [] : [`local.${name} is not declared`],
    ),
    ...[...expression.matchAll(/\bvar\.(\w+)(?:\.(\w+))?/g)].flatMap(([, name = '', field]) =>
      wrongVariable(name, field, known.variables),
    ),
  ]);
  return [...new Set(found)];
}

interface ResourceReference {
  readonly kind: 'resource' | 'data';
  readonly type: string;
  readonly name: string;
  readonly attribute: string | undefined;
}

/** `aws_vpc.main.id`, `data.aws_region.here.name`, `aws_subnet.public[0].id`, `aws_subnet.public[*].id`. */
function resourceReferences(expression: string, schemas: readonly ProviderSchema[]): ResourceReference[] {
  const prefixes = new Set(schemas.flatMap(({ resources }) => Object.keys(resources).map(prefixOf)));
  const pattern = /(?<![\w.])(data\.)?([a-z]\w*_\w+)\.([a-z_]\w*)(?:\[[^\]]*\])?(?:\.(\w+))?/g;
  return [...expression.matchAll(pattern)].flatMap(([, data, type = '', name = '', attribute]) => {
    const kind = data === undefined ? 'resource' : 'data';
    const isOurs = data !== undefined || prefixes.has(prefixOf(type));
    return isOurs ? [{ kind, type, name, attribute } as const] : [];
  });
}

function prefixOf(type: string): string {
  return type.slice(0, type.indexOf('_'));
}

function wrongResource(
  reference: ResourceReference,
  names: ReadonlySet<string>,
  schemas: readonly ProviderSchema[],
): string[] {
  const { kind, type, name, attribute } = reference;
  const address = kind === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
  if (!names.has(address)) return [`${address} is not declared`];
  const [block] = schemas.flatMap(
    ({ data_sources, resources }) => (kind === 'data' ? data_sources : resources)[type]?.block ?? [],
  );
  if (attribute === undefined || block === undefined) return [];
  const has = Object.hasOwn(block.attributes ?? {}, attribute) || Object.hasOwn(block.block_types ?? {}, attribute);
  return has ? [] : [`${address} has no ${attribute}`];
}

function wrongVariable(name: string, field: string | undefined, variables: VariableFields): string[] {
  if (!variables.has(name)) return [`var.${name} is not declared`];
  const fields = variables.get(name);
  return field === undefined || fields === undefined || fields.has(field) ? [] : [`var.${name} has no ${field}`];
}

function declared({ blocks }: RootModule): Set<string> {
  return new Set(
    blocks.flatMap(({ kind, type, name, body }) => {
      if (kind === 'locals') return Object.keys(body).map((key) => `local.${key}`);
      if (kind === 'resource') return [`${type}.${name}`];
      return kind === 'data' ? [`data.${type}.${name}`] : [];
    }),
  );
}

/** The code of all expressions in a value; literal texts around them are left out. */
function expressionsIn(value: HclValue): string[] {
  if (typeof value === 'string') return value.includes('${') ? [value.slice(value.indexOf('${'))] : [];
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...expressionsIn(key), ...expressionsIn(inner)]);
}
