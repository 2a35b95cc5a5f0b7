import { setTimeout as sleep } from 'node:timers/promises';
import type { StepContext, StepOutcome } from '../driver';
import type { Kubectl } from '../kubernetes/kubectl';

/** An Argo CD Application as far as waiting looks at it. */
export interface ApplicationState {
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly operationState?: { readonly phase?: string; readonly message?: string };
  };
}

/** How far an Application is with a commit. */
export type Progress =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'waiting'; readonly message: string };

const POLL_MILLISECONDS = 2000;
export const APPLICATIONS = 'applications.argoproj.io';

/** Whether the Application runs the commit, and well; of an earlier commit nothing says anything yet. */
export function progressOf({ status = {} }: ApplicationState, commit: string): Progress {
  const { sync = {}, health = {}, operationState = {} } = status;
  if (sync.revision !== commit)
    return { kind: 'waiting', message: `is at ${sync.revision?.slice(0, 12) ?? 'no commit'}` };
  if (operationState.phase === 'Failed' || operationState.phase === 'Error')
    return { kind: 'failed', message: `sync ${operationState.phase}: ${operationState.message ?? ''}` };
  if (sync.status !== 'Synced') return { kind: 'waiting', message: `is ${sync.status ?? 'Unknown'}` };
  if (health.status === 'Degraded') return { kind: 'failed', message: `Degraded: ${health.message ?? ''}` };
  return health.status === 'Healthy'
    ? { kind: 'done' }
    : { kind: 'waiting', message: `is ${health.status ?? 'Unknown'}` };
}

/** Whether the cluster has Argo CD, and the Application in it. */
export async function hasApplication(kubectl: Kubectl, name: string, namespace: string): Promise<boolean> {
  const args = ['get', APPLICATIONS, name, `--namespace=${namespace}`, '--ignore-not-found', '-o', 'name'];
  const { code, stdout } = await kubectl.try(args);
  return code === 0 && stdout.trim() !== '';
}

export interface ApplicationWait {
  readonly kubectl: Kubectl;
  readonly name: string;
  readonly namespace: string;
  readonly commit: string;
  /** Whether a revision came after the commit: somebody may have pushed meanwhile. */
  readonly contains: (revision: string) => Promise<boolean>;
  readonly now: () => Date;
}

/** Waits until the Application is Synced to the commit and Healthy; fails as soon as Argo CD says that it will not be. */
export async function waitForApplication(wait: ApplicationWait, context: StepContext): Promise<StepOutcome> {
  const args = ['get', APPLICATIONS, wait.name, `--namespace=${wait.namespace}`];
  for (;;) {
    const state = (await wait.kubectl.json<ApplicationState>(args)) ?? {};
    const revision = state.status?.sync?.revision;
    const isLater = revision !== undefined && revision !== wait.commit && (await wait.contains(revision));
    const progress = progressOf(state, isLater ? revision : wait.commit);
    const failed = (message: string): StepOutcome => ({
      ok: false,
      failure: { message: `Application ${wait.name} ${message}`, details: [] },
    });
    if (progress.kind === 'done') return { ok: true, note: `Synced and Healthy at ${wait.commit.slice(0, 12)}` };
    if (progress.kind === 'failed') return failed(progress.message);
    if (context.signal.aborted) return failed(`${progress.message}: interrupted`);
    if (wait.now().getTime() >= context.deadline) return failed(`${progress.message}: not in time`);
    await sleep(POLL_MILLISECONDS);
  }
}
