import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { findTestTool } from '../../tools/find';
import { REPOSITORY } from './command-line';

export interface TerraformResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs in a folder, with more variables: a terraform that installs providers from this machine, and asks no network. */
export type Terraform = (
  folder: string,
  args: readonly string[],
  variables?: Readonly<Record<string, string>>,
) => TerraformResult;

const own = join(REPOSITORY, '.tools', 'terraform-plugins');

/** Folders with providers: those that `npm run tools` made, and those of TERRAFORM_PLUGINS. */
function pluginFolders(): readonly string[] {
  return (env.TERRAFORM_PLUGINS ?? '').split(delimiter).filter((folder) => folder !== '' && existsSync(folder));
}

/** Makes a terraform with its settings in a scratch folder; undefined where there is none. */
export function terraformIn(scratch: string): Terraform | undefined {
  const tool = findTestTool('terraform');
  if (tool === undefined) return undefined;
  const run = terraformWith(tool, scratch);
  writeSettings(run, scratch);
  return run;
}

/** The file with the same settings, for a terraform that somebody else starts; throws where there is none. */
export function terraformSettings(scratch: string): string {
  if (terraformIn(scratch) === undefined) throw new Error('terraform is not on PATH');
  return join(scratch, 'terraform.rc');
}

function terraformWith(tool: string, scratch: string): Terraform {
  const settings = join(scratch, 'terraform.rc');
  return (folder, args, variables = {}) => {
    const { PATH, DOCKER_HOST } = env;
    const basic = { PATH, HOME: scratch, TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
    const { status, stdout, stderr } = spawnSync(tool, [`-chdir=${folder}`, ...args], {
      encoding: 'utf8',
      env: { ...basic, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }), ...variables },
      maxBuffer: 64 * 2 ** 20,
    });
    return { status, stdout, stderr };
  };
}

function writeSettings(run: Terraform, scratch: string): void {
  const mirror = join(scratch, 'mirror');
  const settings = join(scratch, 'terraform.rc');
  writeFileSync(settings, 'disable_checkpoint = true\n');
  if (existsSync(own)) cpSync(own, join(mirror, registryHost(run, scratch)), { recursive: true, dereference: true });
  mkdirSync(mirror, { recursive: true });
  const folders = [mirror, ...pluginFolders()].map(
    (path) => `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }\n`,
  );
  writeFileSync(settings, `disable_checkpoint = true\nprovider_installation {\n${folders.join('')}}\n`);
}

/** The registry that Terraform takes a provider without a host from; it looks for that name in a mirror. */
function registryHost(terraform: Terraform, scratch: string): string {
  const folder = join(scratch, 'one-provider');
  mkdirSync(folder);
  const provider = 'terraform {\n  required_providers {\n    any = { source = "any/any" }\n  }\n}\n';
  writeFileSync(join(folder, 'main.tf'), provider);
  const { stdout, stderr } = terraform(folder, ['providers']);
  const host = /provider\[([^/\]]+)\/any\/any\]/.exec(stdout)?.[1];
  if (host === undefined) throw new Error(`terraform providers: ${stdout}${stderr}`);
  return host;
}

/** Whether a folder with providers has this one, such as `hashicorp/aws`; under CI a missing one is an error. */
export function hasPlugin(provider: string): boolean {
  const folders = [own, ...pluginFolders().flatMap((folder) => readdirSync(folder).map((host) => join(folder, host)))];
  const found = folders.some((folder) => existsSync(join(folder, provider)));
  if (!found && env.CI === 'true')
    throw new Error(
      `the Terraform provider ${provider} is missing: run "npm run tools", or name its folder in TERRAFORM_PLUGINS`,
    );
  return found;
}
