import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../emit/artifact';
import { projectName } from '../../emit/compose/compose';
import { secretVariablesOf, variablesFile } from '../../emit/compose/secret-files';
import type { Issue } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { Change, Driver, Step, Target, TeardownOptions, WorkloadStatus } from '../driver';
import { FileJournal } from '../local/file-journal';
import { FileLock } from '../local/file-lock';
import { stateFolder } from '../local/state-folder';
import { composeChanges } from './changes';
import { type EngineContainer, isUp, oneOffContainers, projectContainers, serviceOf, stateText } from './containers';
import { Engine, succeeded } from './engine';
import { checkEngine, checkPorts, checkVolumes } from './preflight';
import { removeOtherFiles, servicesOf, writeProjectFiles } from './project';
import { EngineRunning, type Found } from './running';
import { checkFileSecrets, fillFileSecrets, secretsFolder } from './secrets';
import { writeStandIns } from './stand-ins';
import { composeUp, projectWords } from './up';

export interface ComposeOptions {
  readonly model: Model;
  readonly artifacts: readonly Artifact[];
  readonly projectFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** Runs a Compose project on the Docker engine of this machine; releases, lock and files are kept below the project. */
export class ComposeDriver implements Driver {
  readonly method = 'compose';
  readonly place: string;
  readonly artifacts: readonly Artifact[];
  readonly journal: FileJournal;
  readonly lock: FileLock;
  readonly running: EngineRunning;
  private readonly options: ComposeOptions;
  private readonly engine: Engine;
  private readonly project: string;

  constructor(options: ComposeOptions) {
    const { model, projectFolder, env } = options;
    const { name } = model.environment;
    this.options = options;
    this.engine = new Engine(env);
    this.project = projectName(model);
    this.place = `Compose project ${this.project}`;
    this.artifacts = options.artifacts;
    this.journal = new FileJournal(projectFolder, name, this.method);
    this.lock = new FileLock(projectFolder, name);
    this.running = new EngineRunning(this.engine, {
      method: this.method,
      find: async () => this.workloadsIn(await projectContainers(this.engine, this.project)),
      findRuns: async () => this.workloadsIn(await oneOffContainers(this.engine, this.project)),
    });
  }

  checkPlace(): Promise<readonly Issue[]> {
    return checkEngine(this.engine);
  }

  async preflight(): Promise<readonly Issue[]> {
    const blocking = await this.checkPlace();
    if (blocking.length > 0) return blocking;
    const found = await Promise.all([
      checkPorts(this.engine, this.project, this.artifacts),
      checkVolumes(this.engine, this.project),
      checkFileSecrets(this.options),
    ]);
    return found.flat();
  }

  changes(artifacts: readonly Artifact[]): Promise<readonly Change[]> {
    return composeChanges({
      engine: this.engine,
      project: this.project,
      artifacts,
      place: this.folders,
      secretsFolder: secretsFolder(this.options),
      hasSecrets: this.hasSecrets(),
    });
  }

  async deployedCount(): Promise<number> {
    return new Set((await projectContainers(this.engine, this.project)).map(serviceOf)).size;
  }

  async isPrepared(): Promise<boolean> {
    return true;
  }

  async prepare(): Promise<void> {
    // Lock and journal make their folders themselves.
  }

  steps(target: Target): readonly Step[] {
    return [
      {
        name: 'secrets',
        title: 'Secrets',
        run: (context) => fillFileSecrets(this.options, context),
      },
      {
        name: 'services',
        title: target.wait ? 'Services, until they are healthy' : 'Services',
        run: (context) => {
          const files = writeProjectFiles(target.artifacts, this.folders);
          const { engine, project, options } = this;
          const up = {
            engine,
            project,
            files,
            services: new Set(Object.keys(servicesOf(target.artifacts))),
            secretsFolder: secretsFolder(options),
            now: options.now,
            wait: target.wait,
          };
          return composeUp(up, context);
        },
      },
      {
        name: 'prune',
        title: 'Files of releases that are no longer kept',
        run: async () => {
          const records = await this.journal.list();
          const kept = await Promise.all(records.map(({ number }) => this.journal.content(number)));
          removeOtherFiles([...kept, target.artifacts], this.folders);
          return { ok: true };
        },
      },
    ];
  }

  async status(): Promise<readonly WorkloadStatus[]> {
    const containers = await projectContainers(this.engine, this.project);
    return Object.keys(servicesOf(this.artifacts)).flatMap((name): WorkloadStatus[] => {
      const own = containers.filter((container) => serviceOf(container) === name);
      if (own.length === 0) return [{ name, isReady: false, detail: 'is not there' }];
      return own.map((container) => ({ name, isReady: isUp(container), detail: stateText(container) }));
    });
  }

  teardown({ deleteData }: TeardownOptions): readonly Step[] {
    const down: Step = {
      name: 'down',
      title: deleteData ? 'Services, networks and volumes' : 'Services and networks',
      run: async () => {
        await this.down(deleteData);
        return { ok: true, note: deleteData ? 'the data is gone' : 'volumes and secrets stay' };
      },
    };
    return deleteData ? [down, this.forget()] : [down];
  }

  private workloadsIn(containers: readonly EngineContainer[]): readonly Found[] {
    const { components, backingServices } = this.options.model;
    const names = new Set([...components, ...backingServices].map(({ name }) => name));
    return containers
      .map((container) => ({ workload: serviceOf(container), container }))
      .filter(({ workload }) => names.has(workload));
  }

  private get folders() {
    return { projectFolder: this.options.projectFolder, environment: this.options.model.environment.name };
  }

  /** With stand-ins for the secrets: Compose wants the files of variables even to stop what reads them. */
  private async down(deleteData: boolean): Promise<void> {
    const files = writeProjectFiles(this.artifacts, this.folders);
    const standIns = writeStandIns(this.options.model, '');
    try {
      const words = [...projectWords({ files, project: this.project }), '--profile', '*', '--ansi', 'never'];
      const args = [...words, 'down', '--remove-orphans', ...(deleteData ? ['--volumes'] : [])];
      const result = await this.engine.composeRun(args, { env: { SECRETS_DIR: standIns.folder }, timeoutSeconds: 300 });
      succeeded('docker compose down', result);
    } finally {
      standIns.remove();
    }
  }

  private forget(): Step {
    const { projectFolder, environment } = this.folders;
    return {
      name: 'files',
      title: 'Secrets and releases',
      run: async () => {
        rmSync(secretsFolder(this.options), { recursive: true, force: true });
        rmSync(stateFolder(projectFolder, environment, 'compose'), { recursive: true, force: true });
        return { ok: true };
      },
    };
  }

  private hasSecrets(): boolean {
    return this.options.model.components
      .filter((component) => Object.keys(secretVariablesOf(component)).length > 0)
      .every((component) => existsSync(join(secretsFolder(this.options), variablesFile(component))));
  }
}
