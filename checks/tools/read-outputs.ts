import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { LONGEST_RELEASE_NAME } from '../../emit/helm/losses';
import { EXIT, UserError } from '../../lib/errors';
import { run } from '../../lib/exec';
import type { Model } from '../../model/model';

/** Where outputs are read, and the variables with which tools are called. */
export interface OutputPlace {
  /** The output folder. */
  readonly dist: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder with what stands in for secrets. */
  readonly standIns: string;
}

const TIMEOUT_SECONDS = 120;

/** The objects of the manifests of an environment. Throws a `UserError` when the file cannot be read. */
export function readManifests(place: OutputPlace, model: Model): unknown[] {
  const name = `${model.application.name}-${model.environment.name}.k8s.yaml`;
  return documents(read(join(place.dist, name)));
}

/** The objects that `helm template` makes of the chart, without hooks. */
export async function readChart(place: OutputPlace, model: Model): Promise<unknown[]> {
  const { name, namespace } = model.environment;
  const chart = join(place.dist, 'helm', model.application.name);
  const release = `${model.application.name}-${name}`.slice(0, LONGEST_RELEASE_NAME);
  const args = ['template', release, chart, '-n', namespace, '-f', join(chart, `values-${name}.yaml`)];
  const rendered = documents(await output('helm', args, place));
  return rendered.filter(
    (object) => (object as Manifest | null)?.metadata?.annotations?.['helm.sh/hook'] === undefined && object !== null,
  );
}

interface Manifest {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

/** What Compose makes of the project, all profiles included, and the routes of Traefik. */
export async function readCompose(place: OutputPlace, model: Model): Promise<{ config: unknown; routes: unknown }> {
  const folder = join(place.dist, 'compose', model.environment.name);
  const args = ['-f', join(folder, 'compose.yaml'), '--profile', '*', 'config', '--format', 'json'];
  const withStandIns = { ...place, env: { ...place.env, SECRETS_DIR: place.standIns } };
  const { config } = await composeOutput(args, withStandIns);
  const isRouted = Object.hasOwn((config as { services: object }).services, 'traefik');
  return { config, routes: isRouted ? load(read(join(folder, 'traefik', 'routes.yaml'))) : undefined };
}

async function composeOutput(args: readonly string[], place: OutputPlace): Promise<{ config: unknown }> {
  const plugin = await run('docker', ['compose', 'version'], { env: place.env, timeoutSeconds: TIMEOUT_SECONDS });
  const hasPlugin = plugin.status === 'exited' && plugin.code === 0;
  const text = hasPlugin
    ? await output('docker', ['compose', ...args], place)
    : await output('docker-compose', args, place);
  return { config: JSON.parse(text) as unknown };
}

/** The Terraform variables of an environment. */
export function readVariables(place: OutputPlace, model: Model): unknown {
  return JSON.parse(read(join(place.dist, 'terraform', `${model.environment.name}.tfvars.json`)));
}

function documents(text: string): unknown[] {
  return loadAll(text);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${path}: run manifold synth`, { exitCode: EXIT.failed, cause: error });
  }
}

/** Standard output of a tool. Throws a `UserError` when it is missing or fails. */
async function output(tool: string, args: readonly string[], { env }: OutputPlace): Promise<string> {
  const result = await run(tool, args, { env, timeoutSeconds: TIMEOUT_SECONDS });
  if (result.status === 'missing') throw new UserError(`${tool} is not on PATH`, { exitCode: EXIT.failed });
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  const said = 'stderr' in result ? result.stderr.trim() : result.status;
  throw new UserError(`${tool} ${args[0]} failed: ${said}`, { exitCode: EXIT.failed });
}
