import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecResult } from '../../lib/exec';
import type { Failure, StepContext, StepOutcome } from '../driver';
import { type EngineContainer, isUp, projectContainers, runsForGood, serviceOf, stateText } from './containers';
import type { Engine } from './engine';
import type { ProjectFiles } from './project';

export interface Up {
  readonly engine: Engine;
  readonly project: string;
  readonly files: ProjectFiles;
  /** What is started, and so waited for; what a profile has started is not. */
  readonly services: ReadonlySet<string>;
  readonly secretsFolder: string;
  readonly now: () => Date;
  readonly wait: boolean;
}

const POLL_MILLISECONDS = 700;
const CRASHES = 3;
/** A busy machine makes a healthy container miss some checks in a row, and it is healthy again a moment later. */
const UNHEALTHY_MILLISECONDS = 10_000;
const LOG_LINES = 50;
/** What Compose says where something waits for a job. */
const JOB_FAILED = "didn't complete successfully";

/** The words before a command of Compose that name the project. */
export function projectWords({ files, project }: Pick<Up, 'files' | 'project'>): string[] {
  return ['--project-name', project, '--project-directory', files.folder, '--file', files.composeFile];
}

/**
 * Starts everything and waits until it is up. The waiting is ours: that of Compose takes a job that has ended well for a
 * failure (docker/compose#10596), and sits out a container that crashes again and again.
 */
export async function composeUp(up: Up, context: StepContext): Promise<StepOutcome> {
  // Containers of a release that failed crash on until Compose has taken them away: only what they do from now on counts.
  const before = await startedBy(up);
  const old = new Map(before.map(({ Id, RestartCount }) => [Id, RestartCount]));
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  context.signal.addEventListener('abort', abort, { once: true });
  const running = start(up, { deadline: context.deadline, signal: stop.signal });
  const ended = running.then(() => undefined);
  const broken = up.wait ? await firstBroken(up, { ended, old }) : undefined;
  if (broken !== undefined) stop.abort();
  const result = await running;
  context.signal.removeEventListener('abort', abort);
  if (broken !== undefined) return { ok: false, failure: await brokenFailure(up, broken) };
  if (result.status !== 'exited' || result.code !== 0) return { ok: false, failure: await failureOf(up, result) };
  return up.wait ? untilUp(up, context) : { ok: true };
}

async function startedBy({ engine, project, services }: Up): Promise<readonly EngineContainer[]> {
  return (await projectContainers(engine, project)).filter((container) => services.has(serviceOf(container)));
}

function start(up: Up, limits: { readonly deadline: number; readonly signal: AbortSignal }): Promise<ExecResult> {
  const words = [...projectWords(up), '--ansi', 'never', '--progress', 'plain'];
  return up.engine.composeRun([...words, 'up', '--detach', '--remove-orphans'], {
    env: { SECRETS_DIR: up.secretsFolder },
    signal: limits.signal,
    timeoutSeconds: Math.max(1, Math.ceil((limits.deadline - up.now().getTime()) / 1000)),
  });
}

/** The first container that will not come up, or undefined once Compose has ended, which waits for dependencies. */
async function firstBroken(
  up: Up,
  { ended, old }: { readonly ended: Promise<undefined>; readonly old: ReadonlyMap<string, number> },
): Promise<EngineContainer | undefined> {
  for (let isRunning = true; isRunning; ) {
    isRunning = await Promise.race([ended.then(() => false), sleep(POLL_MILLISECONDS).then(() => true)]);
    const containers = isRunning ? await startedBy(up).catch(() => []) : [];
    const crashing = containers.find((container) => isCrashing(container, old.get(container.Id)));
    if (crashing !== undefined) return crashing;
  }
  return undefined;
}

/** Compose has started everything: what is not up now is starting, or broken. */
async function untilUp(up: Up, context: StepContext): Promise<StepOutcome> {
  let unhealthySince: ReadonlyMap<string, number> = new Map();
  for (;;) {
    const containers = await startedBy(up);
    const waiting = containers.filter((container) => !isUp(container));
    if (waiting.length === 0) return { ok: true };
    const time = up.now().getTime();
    const unhealthy = waiting.filter(({ State }) => State.Health?.Status === 'unhealthy');
    unhealthySince = new Map(unhealthy.map(({ Id }) => [Id, unhealthySince.get(Id) ?? time]));
    const lasting = unhealthy.find(({ Id }) => time - (unhealthySince.get(Id) ?? time) >= UNHEALTHY_MILLISECONDS);
    const broken = waiting.find(isBroken) ?? lasting;
    if (broken !== undefined) return { ok: false, failure: await brokenFailure(up, broken) };
    const names = waiting.map(serviceOf).join(', ');
    if (context.signal.aborted)
      return { ok: false, failure: { message: 'interrupted while waiting', details: [names] } };
    if (time >= context.deadline)
      return { ok: false, failure: await explain(up, waiting, `not ready in time: ${names}`) };
    await sleep(POLL_MILLISECONDS);
  }
}

/** A job has as many attempts as it was given, and then ends. */
function isCrashing(container: EngineContainer, earlier = 0): boolean {
  const { RestartCount, State } = container;
  return runsForGood(container) && RestartCount - earlier >= CRASHES && State.Health?.Status !== 'healthy';
}

function isBroken(container: EngineContainer): boolean {
  const { Status, ExitCode } = container.State;
  return isCrashing(container) || (Status === 'exited' && ExitCode !== 0);
}

function brokenFailure(up: Up, broken: EngineContainer): Promise<Failure> {
  return explain(up, [broken], `${serviceOf(broken)} does not come up: ${stateText(broken)}`);
}

async function failureOf(up: Up, result: ExecResult): Promise<Failure> {
  const said = 'stderr' in result ? lastLine(result.stderr) : '';
  const containers = await startedBy(up).catch(() => []);
  const down = containers.filter((container) => !isUp(container));
  // What waits for a job that failed is down as well, and not the cause.
  const job = said.includes(JOB_FAILED)
    ? down.find((container) => !runsForGood(container) && isBroken(container))
    : undefined;
  if (job !== undefined) return brokenFailure(up, job);
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
