import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecResult } from '../../lib/exec';
import type { Failure, StepContext, StepOutcome } from '../driver';
import { type EngineContainer, isUp, projectContainers, serviceOf, stateText } from './containers';
import type { Engine } from './engine';
import type { ProjectFiles } from './project';

export interface Up {
  readonly engine: Engine;
  readonly project: string;
  readonly files: ProjectFiles;
  readonly secretsFolder: string;
  readonly now: () => Date;
  readonly wait: boolean;
}

const POLL_MILLISECONDS = 1500;
const CRASHES = 3;
const LOG_LINES = 50;

/** The words before a command of Compose that name the project. */
export function projectWords({ files, project }: Pick<Up, 'files' | 'project'>): string[] {
  return ['--project-name', project, '--project-directory', files.folder, '--file', files.composeFile];
}

/** Starts everything and waits; ends as soon as a container crashes again and again, which Compose waits out. */
export async function composeUp(up: Up, context: StepContext): Promise<StepOutcome> {
  const seconds = Math.max(1, Math.ceil((context.deadline - up.now().getTime()) / 1000));
  const waiting = up.wait ? ['--wait', '--wait-timeout', String(seconds)] : [];
  const args = [
    ...projectWords(up),
    '--ansi',
    'never',
    '--progress',
    'plain',
    'up',
    '--detach',
    '--remove-orphans',
    ...waiting,
  ];
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  context.signal.addEventListener('abort', abort, { once: true });
  const running = up.engine.composeRun(args, {
    env: { SECRETS_DIR: up.secretsFolder },
    signal: stop.signal,
    timeoutSeconds: seconds + 30,
  });
  const ended = running.then(() => undefined);
  const crash = up.wait ? await firstCrash(up, ended) : undefined;
  if (crash !== undefined) stop.abort();
  const result = await running;
  context.signal.removeEventListener('abort', abort);
  if (crash !== undefined)
    return { ok: false, failure: await explain(up, [crash], `${serviceOf(crash)} crashes: ${stateText(crash)}`) };
  if (result.status === 'exited' && result.code === 0) return { ok: true };
  return { ok: false, failure: await failureOf(up, result) };
}

/** The first container that was restarted too often, or undefined once Compose has ended. */
async function firstCrash(up: Up, ended: Promise<undefined>): Promise<EngineContainer | undefined> {
  for (let isRunning = true; isRunning; ) {
    isRunning = await Promise.race([ended.then(() => false), sleep(POLL_MILLISECONDS).then(() => true)]);
    if (!isRunning) return undefined;
    const containers = await projectContainers(up.engine, up.project).catch(() => []);
    const crashing = containers.find(
      ({ RestartCount, State }) => RestartCount >= CRASHES && State.Health?.Status !== 'healthy',
    );
    if (crashing !== undefined) return crashing;
  }
  return undefined;
}

async function failureOf(up: Up, result: ExecResult): Promise<Failure> {
  const said = 'stderr' in result ? lastLine(result.stderr) : '';
  const containers = await projectContainers(up.engine, up.project).catch(() => []);
  const down = containers.filter((container) => !isUp(container));
  const message = said === '' ? `docker compose up: ${result.status}` : said;
  return explain(up, down, message);
}

async function explain(up: Up, containers: readonly EngineContainer[], message: string): Promise<Failure> {
  const details = await Promise.all(
    containers.slice(0, 3).map(async (container) => {
      const logs = await up.engine.docker(['logs', '--tail', String(LOG_LINES), container.Id]);
      const text = logs.status === 'exited' ? `${logs.stdout}${logs.stderr}`.trimEnd() : '';
      const checks = (container.State.Health?.Log ?? []).slice(-1).map(({ Output }) => Output.trim());
      const lines = [...checks.filter((line) => line !== ''), ...(text === '' ? [] : text.split('\n'))];
      const name = serviceOf(container);
      return [`${name}: ${stateText(container)}`, ...lines.map((line) => `${name} | ${line}`)];
    }),
  );
  return { message, details: details.flat() };
}

function lastLine(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? '';
}
