import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import { type ExecOptions, type ExecResult, run } from '../../lib/exec';
import { makeStateFolder, stateFolder } from '../local/state-folder';
import { replaceFile } from '../replace-file';

const MODES = { file: 0o600, folder: 0o700 };
/** Told to end, terraform waits for what it is making, writes the state and unlocks it; killed sooner, it forgets what it made. */
const GRACE_SECONDS = 120;
const QUICK = { timeoutSeconds: 120 };
const INIT = { timeoutSeconds: 600 };
const PLAN = { timeoutSeconds: 900, graceSeconds: GRACE_SECONDS };
/** A cluster or a database of a cloud takes its time. */
const APPLY = { timeoutSeconds: 7200, graceSeconds: GRACE_SECONDS };

export interface WorkspaceOptions {
  /** Folder of the root module. */
  readonly root: string;
  readonly projectFolder: string;
  readonly environment: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One resource that a plan changes. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
  /** Names of arguments that differ; never values. */
  readonly fields: readonly string[];
}

interface ShownPlan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before?: Readonly<Record<string, unknown>> | null;
      readonly after?: Readonly<Record<string, unknown>> | null;
    };
  }[];
}

/** terraform in a root module, with what belongs to one environment kept apart from the others. */
export class Workspace {
  private readonly options: WorkspaceOptions;
  private readonly folder: string;

  constructor(options: WorkspaceOptions) {
    this.options = options;
    this.folder = stateFolder(options.projectFolder, options.environment, 'terraform');
  }

  get root(): string {
    return this.options.root;
  }

  /** Variables with which terraform finds what was initialised here, and not what lies in the root module. */
  get variables(): Readonly<Record<string, string | undefined>> {
    return { ...this.options.env, TF_DATA_DIR: this.dataFolder };
  }

  /** Whether anything was ever initialised here. */
  isInitialised(): boolean {
    return existsSync(this.dataFolder);
  }

  hasRoot(): boolean {
    return existsSync(join(this.root, 'variables.tf'));
  }

  /** Its version such as `1.11.4`; undefined when there is none. */
  async version(): Promise<string | undefined> {
    const result = await this.start(['version', '-json'], QUICK);
    if (result.status !== 'exited' || result.code !== 0) return undefined;
    return (JSON.parse(result.stdout) as { readonly terraform_version: string }).terraform_version;
  }

  /** Installs providers and connects the state of the environment. */
  async init(artifacts: readonly Artifact[]): Promise<void> {
    const backend = this.write('backend.json', contentOf(artifacts, this.options.environment, 'backend'));
    this.must(
      'init',
      await this.start(['init', '-input=false', '-no-color', '-reconfigure', `-backend-config=${backend}`], INIT),
    );
  }

  /** Plans into a file that may hold secrets, and says what would change. */
  async plan(artifacts: readonly Artifact[]): Promise<readonly ResourceChange[]> {
    const values = this.write('values.tfvars.json', contentOf(artifacts, this.options.environment, 'tfvars'));
    const args = [
      'plan',
      '-input=false',
      '-no-color',
      '-lock-timeout=5s',
      `-var-file=${values}`,
      `-out=${this.planFile}`,
    ];
    this.must('plan', await this.start(args, PLAN));
    const shown = JSON.parse(this.must('show', await this.start(['show', '-json', this.planFile], QUICK))) as ShownPlan;
    return (shown.resource_changes ?? []).map(changeOf).filter(({ actions }) => !isNothing(actions));
  }

  /** Applies the plan that was made last; Terraform refuses it when the state has changed since. */
  async apply(): Promise<ExecResult> {
    return this.start(['apply', '-input=false', '-no-color', '-lock-timeout=5s', this.planFile], APPLY);
  }

  async destroy(artifacts: readonly Artifact[], targets: readonly string[]): Promise<void> {
    const values = this.write('values.tfvars.json', contentOf(artifacts, this.options.environment, 'tfvars'));
    const only = targets.map((target) => `-target=${target}`);
    const args = [
      'destroy',
      '-auto-approve',
      '-input=false',
      '-no-color',
      '-lock-timeout=5s',
      `-var-file=${values}`,
      ...only,
    ];
    this.must('destroy', await this.start(args, APPLY));
  }

  /** Addresses of everything in the state. */
  async resources(): Promise<readonly string[]> {
    const result = await this.start(['state', 'list'], QUICK);
    // Without a state there is nothing.
    return result.status === 'exited' && result.code === 0
      ? result.stdout.split('\n').filter((line) => line !== '')
      : [];
  }

  /** What `terraform output -json` says; undefined before anything was applied. */
  async outputs(): Promise<string | undefined> {
    const result = await this.start(['output', '-json', '-no-color'], QUICK);
    return result.status === 'exited' && result.code === 0 ? result.stdout : undefined;
  }

  /** Deletes the plan file. */
  forgetPlan(): void {
    rmSync(this.planFile, { force: true });
  }

  private get planFile(): string {
    return join(this.folder, 'plan');
  }

  private write(name: string, content: string): string {
    makeStateFolder(this.options.projectFolder, this.options.environment, 'terraform');
    const file = join(this.folder, name);
    replaceFile(file, content, MODES);
    return file;
  }

  private must(command: string, result: ExecResult): string {
    if (result.status === 'exited' && result.code === 0) return result.stdout;
    throw terraformError(command, result);
  }

  private start(
    args: readonly string[],
    limits: Pick<ExecOptions, 'timeoutSeconds' | 'graceSeconds'>,
  ): Promise<ExecResult> {
    const env = { ...this.variables, TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
    return run('terraform', [`-chdir=${this.root}`, ...args], { env, ...limits });
  }

  private get dataFolder(): string {
    return join(this.folder, 'data');
  }
}

/** What terraform said, as an error for the user. */
export function terraformError(command: string, result: ExecResult): UserError {
  const said = 'stderr' in result ? result.stderr.trim() : '';
  const isLocked = said.includes('Error acquiring the state lock');
  return new UserError(`terraform ${command} failed: ${said === '' ? result.status : said}`, {
    exitCode: isLocked ? EXIT.locked : EXIT.failed,
  });
}

function contentOf(artifacts: readonly Artifact[], environment: string, kind: 'tfvars' | 'backend'): string {
  const path = `terraform/${environment}.${kind}.json`;
  const found = artifacts.find((artifact) => artifact.path === path);
  if (found === undefined) throw new UserError(`the release has no ${path}`, { exitCode: EXIT.failed });
  return found.content;
}

function isNothing(actions: readonly string[]): boolean {
  return actions.every((action) => action === 'no-op' || action === 'read');
}

function changeOf({ address, type, change }: NonNullable<ShownPlan['resource_changes']>[number]): ResourceChange {
  const { before, after, actions } = change;
  const names =
    before == null || after == null ? [] : [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const fields = names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
  return { address, type, actions, fields };
}

/** Where a root module lies unless something else was said. */
export function usualRoot(projectFolder: string, provider: string): string {
  return join(projectFolder, 'infra', 'terraform', provider);
}
