/** A value as the JSON form of HCL has it: an expression is a text of the shape `${...}`. */
export type HclValue = string | number | boolean | null | readonly HclValue[] | { readonly [key: string]: HclValue };
export type HclBody = { readonly [key: string]: HclValue };

/** One block of a root module, such as a resource, with where it starts. */
export interface RootBlock {
  readonly kind: 'resource' | 'data' | 'provider' | 'output' | 'locals' | 'variable';
  /** Type of a resource or data source, name of a provider; empty elsewhere. */
  readonly type: string;
  readonly name: string;
  readonly body: HclBody;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A root module in the JSON form of its files. */
export interface RootModule {
  readonly blocks: readonly RootBlock[];
}

export interface HclFile {
  readonly path: string;
  readonly source: string;
  /** What an HCL parser makes of the source, for example that of `@cdktf/hcl2json`. */
  readonly json: unknown;
}

/** Brings the files of a root module into a list of blocks. */
export function rootModule(files: readonly HclFile[]): RootModule {
  return { blocks: files.flatMap(blocksOf) };
}

function blocksOf({ path, source, json }: HclFile): RootBlock[] {
  const top = json as HclBody;
  const result: RootBlock[] = [];
  const add = (kind: RootBlock['kind'], [type, name]: readonly [string, string], bodies: HclValue): void => {
    for (const body of bodies as readonly HclBody[])
      result.push({ kind, type, name, body, file: path, line: lineOf(source, [kind, type, name]) });
  };
  for (const kind of ['resource', 'data'] as const)
    for (const [type, named] of entries(top[kind]))
      for (const [name, bodies] of entries(named)) add(kind, [type, name], bodies);
  for (const [type, bodies] of entries(top.provider)) add('provider', [type, ''], bodies);
  for (const kind of ['output', 'variable'] as const)
    for (const [name, bodies] of entries(top[kind])) add(kind, ['', name], bodies);
  if (top.locals !== undefined) add('locals', ['', ''], top.locals);
  return result;
}

function entries(value: HclValue | undefined): [string, HclValue][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** The JSON form has no positions: a block is found again by its header, which no other block of the root has. */
function lineOf(source: string, [kind, type, name]: readonly [string, string, string]): number {
  const labels = [type, name].filter((label) => label !== '').map((label) => `\\s+"${label}"`);
  const header = new RegExp(`^${kind}${labels.join('')}\\s*\\{`, 'm');
  const at = source.search(header);
  return at < 0 ? 1 : source.slice(0, at).split('\n').length;
}
