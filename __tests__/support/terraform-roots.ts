import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import type { VariableFields } from '../../checks/terraform/check-references';
import { checkRoot, type RootFinding } from '../../checks/terraform/check-root';
import type { ProviderSchema } from '../../checks/terraform/provider-schema';
import { type HclFile, type RootModule, rootModule } from '../../checks/terraform/root-module';
import { REPOSITORY } from './command-line';
import { type Field, readVariables } from './terraform-types';

export const INFRA = join(REPOSITORY, 'infra', 'terraform');

/** Every module: the roots of the clouds, their own modules, and those that make the place of their state. */
export const ROOTS: readonly string[] = modulesIn('').sort();

function modulesIn(folder: string): string[] {
  const inside = readdirSync(join(INFRA, folder), { withFileTypes: true });
  const isModule = inside.some(({ name }) => name === 'versions.tf');
  const folders = inside.filter((entry) => entry.isDirectory() && !/^[._]/.test(entry.name));
  return [...(isModule ? [folder] : []), ...folders.flatMap(({ name }) => modulesIn(join(folder, name)))];
}

/** Copies a module without what somebody's `terraform init` and `apply` left in it. */
export function copyModule(module: string, target: string): void {
  const isOurs = (path: string): boolean => !/^\.terraform|\.tfstate/.test(basename(path));
  cpSync(join(INFRA, module), target, { recursive: true, filter: isOurs });
}

export const SCHEMAS: readonly ProviderSchema[] = readdirSync(join(INFRA, 'schemas')).map(
  (file) => JSON.parse(readFileSync(join(INFRA, 'schemas', file), 'utf8')) as ProviderSchema,
);

export interface RootFiles {
  readonly module: RootModule;
  readonly variables: VariableFields;
}

/** Parses the files of a root; `edit` changes a source before it is parsed. */
export async function readRoot(root: string, edit = (source: string): string => source): Promise<RootFiles> {
  const folder = join(INFRA, root);
  const names = readdirSync(folder).filter((name) => name.endsWith('.tf'));
  const files: HclFile[] = [];
  for (const name of names) {
    const source = edit(readFileSync(join(folder, name), 'utf8'));
    files.push({ path: join(root, name), source, json: await parse(name, source) });
  }
  const hasVariables = names.includes('variables.tf');
  const fields = hasVariables ? await readVariables(join(folder, 'variables.tf')) : new Map<string, Field>();
  const variables = new Map(
    [...fields].map(([name, { type }]) => [name, type.kind === 'object' ? new Set(type.fields.keys()) : undefined]),
  );
  return { module: rootModule(files), variables };
}

/** What the checker finds in a root. */
export async function findingsOf(root: string, edit?: (source: string) => string): Promise<readonly RootFinding[]> {
  const { module, variables } = await readRoot(root, edit);
  return checkRoot(module, { schemas: SCHEMAS, variables });
}
