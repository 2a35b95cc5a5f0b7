import { z } from 'zod';
import { EXIT, UserError } from '../../lib/errors';
import { run } from '../../lib/exec';
import { host } from '../../model/schema/scalars/host';
import { port } from '../../model/schema/scalars/port';

const service = z
  .object({
    identifier: z.string().nullable(),
    host,
    port,
    tls: z.boolean(),
    vault_secret: z.string().nullable().optional(),
  })
  .nullable();

/** Terraform leaves outputs that are null out of its JSON. */
const absent = null;

/** The outputs of every root module (infra/terraform/README.md), as far as the model needs them; never a secret. */
const outputs = z.object({
  environment_info: z.object({
    application: z.string(),
    environment: z.string(),
    provider: z.string(),
    region: z.string(),
    name_prefix: z.string(),
  }),
  service_endpoints: z.record(z.string(), z.string()),
  database_info: service.and(z.object({ name: z.string(), user: z.string() }).nullable()).default(absent),
  cache: service.default(absent),
  cluster: z
    .object({ name: z.string(), endpoint: z.string(), version: z.string().nullable(), namespace: z.string() })
    .nullable()
    .default(absent),
  dns_name_servers: z.array(z.string()),
  container_names: z.record(z.string(), z.string()),
});

export type TerraformOutputs = z.output<typeof outputs>;

const SECONDS = 120;

/** What `terraform output -json` says in the folder of a root module; throws a `UserError` when it says nothing. */
export async function terraformOutput(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const args = [`-chdir=${folder}`, 'output', '-json', '-no-color'];
  const ended = await run('terraform', args, { env, timeoutSeconds: SECONDS });
  if (ended.status === 'exited' && ended.code === 0) return ended.stdout;
  const said = 'stderr' in ended ? ended.stderr.trim() : '';
  const why = ended.status === 'missing' ? 'it is not on PATH' : said === '' ? ended.status : said;
  throw new UserError(`terraform output in ${folder}: ${why}`, { exitCode: EXIT.failed });
}

/** Reads the text of `terraform output -json`; throws a `UserError` that names every output that is missing or wrong. */
export function parseOutputs(text: string, source: string): TerraformOutputs {
  const parsed = outputs.safeParse(valuesOf(text, source));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UserError(`${source} holds no outputs of a root module: ${wrong.join('; ')}. Run terraform apply first.`, {
    exitCode: EXIT.usage,
  });
}

function valuesOf(text: string, source: string): Record<string, unknown> {
  try {
    const all = JSON.parse(text) as Record<string, { readonly value?: unknown }>;
    return Object.fromEntries(Object.entries(all).map(([name, output]) => [name, output.value]));
  } catch (error) {
    throw new UserError(`${source} is not what terraform output -json prints`, { exitCode: EXIT.usage, cause: error });
  }
}
