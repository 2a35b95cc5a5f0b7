import type { Artifact } from '../../emit/artifact';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import { type EngineContainer, inspectContainers, isUp, stateText } from '../compose/containers';
import { Engine } from '../compose/engine';
import { checkEngine } from '../compose/preflight';
import { EngineRunning } from '../compose/running';
import type { Change, Driver, Failure, Step, Target, TeardownOptions, WorkloadStatus } from '../driver';
import { FileJournal } from '../local/file-journal';
import { FileLock } from '../local/file-lock';
import { parseOutputs } from './outputs';
import { type ResourceChange, terraformError, Workspace } from './workspace';

export interface TerraformOptions {
  readonly model: Model;
  readonly artifacts: readonly Artifact[];
  readonly projectFolder: string;
  /** Folder of the root module. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const OLDEST_MINOR = 11;
/** Resources of the root `local` that hold no data, and nothing else depends on. */
const WITHOUT_DATA = /\bdocker_container\.[^.]+$/;
/** Types of what a rollback by itself may delete: it is made again as it was. */
const REPLACEABLE: ReadonlySet<string> = new Set(['docker_container', 'docker_image', 'docker_network']);

/** Applies the root module of the environment's provider; on `local` that is the whole environment as containers. */
export class TerraformDriver implements Driver {
  readonly method = 'terraform';
  readonly place: string;
  readonly artifacts: readonly Artifact[];
  readonly journal: FileJournal;
  readonly lock: FileLock;
  readonly running: EngineRunning;
  private readonly options: TerraformOptions;
  private readonly workspace: Workspace;
  private readonly engine: Engine;
  /** What was shown before anybody said yes. */
  private shown: string | undefined;

  constructor(options: TerraformOptions) {
    const { model, projectFolder, root, env } = options;
    const { name } = model.environment;
    this.options = options;
    this.artifacts = options.artifacts;
    this.workspace = new Workspace({ root, projectFolder, environment: name, env });
    this.engine = new Engine(env);
    this.place = `state of ${name} of the root module ${root}`;
    this.journal = new FileJournal(projectFolder, name, this.method);
    this.lock = new FileLock(projectFolder, name);
    this.running = new EngineRunning(this.engine, { method: this.method, find: () => this.containers() });
  }

  async checkPlace(): Promise<readonly Issue[]> {
    const version = await this.workspace.version();
    if (version === undefined) return [issue('no-tool', 'terraform is not on PATH, or does not start')];
    const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
    if (major === 1 && minor < OLDEST_MINOR)
      return [issue('old-tool', `terraform is ${version}, and 1.${OLDEST_MINOR} is the oldest that the roots take`)];
    if (!this.workspace.hasRoot())
      return [issue('no-root', `${this.workspace.root} holds no root module: name one with --root`)];
    return this.isLocal ? checkEngine(this.engine) : [];
  }

  preflight(): Promise<readonly Issue[]> {
    return this.checkPlace();
  }

  async changes(artifacts: readonly Artifact[]): Promise<readonly Change[]> {
    await this.workspace.init(artifacts);
    try {
      const planned = await this.workspace.plan(artifacts);
      this.shown = JSON.stringify(planned);
      return planned.flatMap(changesOf);
    } finally {
      this.workspace.forgetPlan();
    }
  }

  async deployedCount(): Promise<number> {
    return (await this.workspace.resources()).length;
  }

  async isPrepared(): Promise<boolean> {
    return true;
  }

  async prepare(): Promise<void> {
    // The state has a place of its own.
  }

  steps(target: Target): readonly Step[] {
    return [
      {
        name: 'init',
        title: 'Providers and state',
        run: async () => {
          await this.workspace.init(target.artifacts);
          return { ok: true };
        },
      },
      { name: 'apply', title: 'Resources', run: () => this.apply(target) },
    ];
  }

  async status(): Promise<readonly WorkloadStatus[]> {
    if (this.isLocal)
      return (await this.containers()).map(({ workload, container }) => ({
        name: workload,
        isReady: isUp(container),
        detail: stateText(container),
      }));
    const resources = await this.workspace.resources();
    return [{ name: 'state', isReady: resources.length > 0, detail: `${resources.length} resources` }];
  }

  teardown({ deleteData }: TeardownOptions): readonly Step[] {
    return [
      {
        name: 'destroy',
        title: deleteData ? 'Every resource' : 'Containers',
        run: async () => {
          if (!deleteData && !this.isLocal)
            throw new UserError(
              'what this root makes holds data, or carries what does: nothing of it goes without --delete-data',
            );
          await this.workspace.init(this.artifacts);
          const targets = deleteData
            ? []
            : (await this.workspace.resources()).filter((each) => WITHOUT_DATA.test(each));
          if (!deleteData && targets.length === 0) return { ok: true, note: 'there is no container' };
          await this.workspace.destroy(this.artifacts, targets);
          return { ok: true, note: deleteData ? 'the data is gone' : 'volumes, networks and passwords stay' };
        },
      },
    ];
  }

  private get isLocal(): boolean {
    return this.options.model.environment.provider === 'local';
  }

  /** Plans again under the lock, and applies only what was shown; where nobody was, only what loses no data. */
  private async apply(target: Target): ReturnType<Step['run']> {
    try {
      const planned = await this.workspace.plan(target.artifacts);
      if (planned.length === 0) return { ok: true, note: 'nothing to change' };
      const failure = this.refusal(target, planned);
      if (failure !== undefined) return { ok: false, failure };
      const result = await this.workspace.apply();
      if (result.status === 'exited' && result.code === 0) return { ok: true, note: `${planned.length} resources` };
      const error = terraformError('apply', result);
      // Nothing was applied, and to go back now would be to work against whoever has the state.
      if (error.exitCode === EXIT.locked) throw error;
      const [message = '', ...details] = error.message.split('\n');
      return { ok: false, failure: { message, details } };
    } finally {
      this.workspace.forgetPlan();
    }
  }

  private refusal({ wasShown }: Target, planned: readonly ResourceChange[]): Failure | undefined {
    if (wasShown) {
      if (JSON.stringify(planned) === this.shown) return undefined;
      return { message: 'the plan is no longer what was shown', details: planned.map(lineOf) };
    }
    const lost = planned.filter(mayLoseData);
    if (lost.length === 0) return undefined;
    return {
      message: `nothing was changed: it would delete ${lost.length} of what may hold data`,
      details: [...lost.map(lineOf), 'manifold rollback shows what it changes, and asks'],
    };
  }

  /** The containers that the outputs name. */
  private async containers(): Promise<{ readonly workload: string; readonly container: EngineContainer }[]> {
    const text = await this.workspace.outputs();
    if (text === undefined || text.trim() === '{}') return [];
    const names = Object.entries(parseOutputs(text, this.workspace.root).container_names);
    const found = await inspectContainers(
      this.engine,
      names.map(([, name]) => name),
    );
    const { components, backingServices } = this.options.model;
    const workloads = [...components, ...backingServices].map(({ name }) => name);
    return names.flatMap(([key, name]) => {
      const container = found.find(({ Name }) => Name === `/${name}`);
      const workload = workloads.find((each) => each === key || key.startsWith(`${each}-`));
      return container === undefined || workload === undefined ? [] : [{ workload, container }];
    });
  }
}

function changesOf({ address, actions, fields }: ResourceChange): Change[] {
  if (actions.length === 2)
    return [
      { action: 'delete', what: address, fields: [] },
      { action: 'create', what: address, fields },
    ];
  const [action] = actions;
  if (action === 'create' || action === 'delete') return [{ action, what: address, fields: [] }];
  return [{ action: 'change', what: address, fields }];
}

function mayLoseData({ type, actions }: ResourceChange): boolean {
  return actions.includes('delete') && !REPLACEABLE.has(type);
}

function lineOf({ address, actions }: ResourceChange): string {
  return `${address}: ${actions.join(' and ')}`;
}

function issue(code: string, message: string): Issue {
  return { code, path: 'deploy', message, severity: 'error' };
}
