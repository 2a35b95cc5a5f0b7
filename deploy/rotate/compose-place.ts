import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import { type EngineContainer, isUp, projectContainers, serviceOf, stateText } from '../compose/containers';
import { type Engine, succeeded } from '../compose/engine';
import type { Running } from '../running';
import { writeVariableFiles } from '../secrets/variable-files';
import { FileValues } from './file-values';
import type { RestartContext, RotationPlace } from './place';

const POLL_MILLISECONDS = 500;
const RECREATE_SECONDS = 180;
const FILES = 'com.docker.compose.project.config_files';
const FOLDER = 'com.docker.compose.project.working_dir';

export interface ComposePlaceOptions {
  readonly model: Model;
  readonly engine: Engine;
  /** Name of the Compose project. */
  readonly project: string;
  readonly projectFolder: string;
  readonly secretsFolder: string;
  readonly running: Running;
  readonly now: () => Date;
}

/** A Compose project: what reads a secret is made again, so it is away for a moment. */
export class ComposePlace implements RotationPlace {
  readonly values: FileValues;
  readonly running: Running;
  private readonly options: ComposePlaceOptions;

  constructor(options: ComposePlaceOptions) {
    this.options = options;
    this.running = options.running;
    this.values = new FileValues(options.secretsFolder);
  }

  /** Whether containers can be made again as they were; health checks that fail meanwhile do nothing to them. */
  async check(): Promise<readonly Issue[]> {
    const { engine, project, model } = this.options;
    const components = new Set(model.components.map(({ name }) => name));
    const containers = await projectContainers(engine, project);
    const running = containers.filter((each) => each.State.Running && components.has(serviceOf(each)));
    return running.flatMap((container) => {
      const { files, folder } = startedWith(container);
      const gone = [...files, folder].find((path) => !existsSync(path));
      return gone === undefined ? [] : [goneIssue(serviceOf(container), gone, model.environment.name)];
    });
  }

  async switched(): Promise<void> {
    writeVariableFiles(this.options.model, this.options.projectFolder);
  }

  async start(): Promise<void> {
    // The old container ends before the new one starts: nothing is gained by beginning early.
  }

  ready(components: readonly string[], context: RestartContext): Promise<void> {
    return this.restart(components, context);
  }

  async restart(components: readonly string[], context: RestartContext): Promise<void> {
    for (const component of components) await this.recreate(component, context);
  }

  async nudge(): Promise<void> {
    // A mounted file is the file itself.
  }

  /** By the files that it was started with, whichever they are, so that nothing but the secrets changes. */
  private async recreate(component: string, context: RestartContext): Promise<void> {
    const { engine, project, secretsFolder } = this.options;
    const [container] = await this.containers(component);
    if (container === undefined) return;
    context.say(`restart ${component}`);
    const { files, folder } = startedWith(container);
    const words = files.flatMap((file) => ['--file', file]);
    const args = ['--project-name', project, '--project-directory', folder, ...words, '--ansi', 'never'];
    const up = ['up', '--detach', '--no-deps', '--force-recreate', component];
    const result = await engine.composeRun([...args, '--progress', 'plain', ...up], {
      env: { SECRETS_DIR: secretsFolder },
      timeoutSeconds: RECREATE_SECONDS,
    });
    succeeded(`docker compose up ${component}`, result);
    await this.untilUp(component, context);
  }

  private async untilUp(component: string, { signal, deadline }: RestartContext): Promise<void> {
    for (;;) {
      const containers = await this.containers(component);
      if (containers.length > 0 && containers.every(isUp)) return;
      if (signal.aborted || this.options.now().getTime() >= deadline)
        throw new UserError(`${component} is not ready: ${containers.map(stateText).join('; ')}`, {
          exitCode: EXIT.failed,
        });
      await sleep(POLL_MILLISECONDS);
    }
  }

  private async containers(component: string): Promise<readonly EngineContainer[]> {
    const { engine, project } = this.options;
    return (await projectContainers(engine, project)).filter((container) => serviceOf(container) === component);
  }
}

/** The files and the folder that a container was started with. */
function startedWith({ Config }: EngineContainer): { readonly files: readonly string[]; readonly folder: string } {
  const { [FILES]: files = '', [FOLDER]: folder = '' } = Config.Labels;
  return { files: files.split(','), folder };
}

function goneIssue(component: string, gone: string, environment: string): Issue {
  return {
    code: 'files-gone',
    path: component,
    message: `it was started with ${gone}, which is not there any more: run manifold deploy ${environment} --method compose once`,
    severity: 'error',
  };
}
