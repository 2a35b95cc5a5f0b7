import { type BodyFinding, checkBody } from './check-body';
import { checkReferences, type VariableFields } from './check-references';
import type { BlockSchema, ProviderSchema } from './provider-schema';
import type { RootBlock, RootModule } from './root-module';

/** A mistake in a root module, with the block that it is in. */
export interface RootFinding {
  readonly file: string;
  /** Line of the block, from 1. */
  readonly line: number;
  /** Such as `aws_vpc.main`. */
  readonly address: string;
  readonly message: string;
}

/** Arguments that Terraform itself takes in a block of each kind (Terraform language, meta-arguments). */
const META: Readonly<Record<string, ReadonlySet<string>>> = {
  resource: new Set(['count', 'for_each', 'provider', 'depends_on', 'lifecycle', 'connection', 'provisioner']),
  data: new Set(['count', 'for_each', 'provider', 'depends_on', 'lifecycle']),
  provider: new Set(['alias', 'version']),
};

/** What a root module is held against. */
export interface RootContext {
  readonly schemas: readonly ProviderSchema[];
  readonly variables: VariableFields;
}

/**
 * Checks a root module against the schemas of its providers, without the providers themselves: arguments that are unknown, missing,
 * read-only, deprecated or of another type, blocks in a wrong place or number, and references that lead nowhere.
 */
export function checkRoot(root: RootModule, context: RootContext): RootFinding[] {
  return root.blocks.flatMap((block) => {
    const address = addressOf(block);
    const found = [
      ...bodyFindings(block, context.schemas).map(({ path, message }) =>
        path === '' ? message : `${path} ${message}`,
      ),
      ...checkReferences(block, root, context),
    ];
    return found.map((message) => ({ file: block.file, line: block.line, address, message }));
  });
}

function addressOf({ kind, type, name }: RootBlock): string {
  return [kind === 'resource' ? '' : kind, type, name].filter((part) => part !== '').join('.');
}

function bodyFindings(block: RootBlock, schemas: readonly ProviderSchema[]): BodyFinding[] {
  const meta = META[block.kind];
  if (meta === undefined) return [];
  for (const schema of schemas) {
    const known = schemaOf(block, schema);
    if (known === undefined) continue;
    const lost = new Set(schema.without);
    const isLost = ({ path, message }: BodyFinding): boolean =>
      message.startsWith('is unknown') && lost.has(path.split('.').at(-1) ?? '');
    // What a provider requires may also come from the environment, as credentials should.
    const isGiven = ({ message }: BodyFinding): boolean => block.kind === 'provider' && message === 'is required';
    return checkBody(block.body, known, meta).filter((finding) => !isLost(finding) && !isGiven(finding));
  }
  return [{ path: '', message: `no provider has a ${block.kind} ${block.type}` }];
}

function schemaOf({ kind, type }: RootBlock, schema: ProviderSchema): BlockSchema | undefined {
  if (kind === 'provider') return schema.provider.endsWith(`/${type}`) ? schema.provider_config.block : undefined;
  const table = kind === 'data' ? schema.data_sources : schema.resources;
  return Object.hasOwn(table, type) ? table[type]?.block : undefined;
}
