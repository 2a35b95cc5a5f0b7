import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, StepContext, StepOutcome } from '../driver';
import type { Kubectl } from '../kubernetes/kubectl';
import { takeSnapshot } from '../kubernetes/snapshot';
import { TroubleWatch } from '../kubernetes/trouble-watch';
import { Unwedger } from '../kubernetes/unwedge';
import {
  APPLICATIONS,
  type ApplicationState,
  appliedWorkloads,
  complaintsOf,
  hasFailed,
  operationRevision,
  type Progress,
  progressOf,
} from './application';

export interface ApplicationWait {
  readonly kubectl: Kubectl;
  readonly name: string;
  /** Namespace of the Application. */
  readonly namespace: string;
  readonly commit: string;
  /** Whether a revision came after the commit: somebody may have pushed meanwhile. */
  readonly contains: (revision: string) => Promise<boolean>;
  readonly now: () => Date;
  /** Whether the workloads run in the cluster that has the Application. */
  readonly isHere: boolean;
  /** Whether Argo CD syncs without being told to. */
  readonly isAutomated: boolean;
  readonly isRollback: boolean;
}

const POLL_MILLISECONDS = 2000;
const SAY_SECONDS = 15;
const REFRESH_SECONDS = 30;
/** Asks Argo CD to look at the repository now, and not at its next round (argo-cd.readthedocs.io, "Annotations"). */
const REFRESH = 'argocd.argoproj.io/refresh=normal';

/** Waits until the Application is Synced to the commit and Healthy; fails as soon as it is seen that it will not be. */
export function waitForApplication(wait: ApplicationWait, context: StepContext): Promise<StepOutcome> {
  return new ApplicationWatch(wait).outcome(context);
}

interface Look {
  readonly state: ApplicationState;
  readonly progress: Progress;
  readonly trouble: Failure | undefined;
}

class ApplicationWatch {
  private readonly wait: ApplicationWait;
  private readonly place: readonly string[];
  private readonly troubles: TroubleWatch;
  private readonly unwedger: Unwedger;
  private readonly known = new Map<string, boolean>();

  constructor(wait: ApplicationWait) {
    this.wait = wait;
    this.place = [APPLICATIONS, wait.name, `--namespace=${wait.namespace}`];
    this.troubles = new TroubleWatch(wait.kubectl, wait.now);
    this.unwedger = new Unwedger(wait.kubectl, wait.now);
  }

  async outcome(context: StepContext): Promise<StepOutcome> {
    const { name, commit, now } = this.wait;
    let refreshed = Number.NEGATIVE_INFINITY;
    let said = now().getTime();
    for (;;) {
      const time = now().getTime();
      const look = await this.look();
      const { progress, trouble } = look;
      if (progress.kind === 'done') return { ok: true, note: `Synced and Healthy at ${commit.slice(0, 12)}` };
      if (trouble !== undefined) return { ok: false, failure: trouble };
      if (progress.kind === 'failed') return this.failed(progress.message, progress.details);
      if (context.signal.aborted) return this.failed(`${progress.message}: interrupted`, []);
      if (time >= context.deadline) return this.failed(`${progress.message}: not in time`, this.hints(look.state));
      if (time - said >= SAY_SECONDS * 1000) {
        said = time;
        context.say(`Application ${name} ${progress.message}`);
      }
      if (time - refreshed >= REFRESH_SECONDS * 1000) {
        refreshed = time;
        await this.refresh();
      }
      await sleep(POLL_MILLISECONDS);
    }
  }

  private async look(): Promise<Look> {
    const state = (await this.wait.kubectl.json<ApplicationState>(['get', ...this.place])) ?? {};
    const operation = state.status?.operationState ?? {};
    const wanted = await this.wanted(state);
    const isOurs = wanted.has(operationRevision(operation) ?? '');
    const progress = progressOf(state, wanted);
    if (progress.kind === 'done') return { state, progress, trouble: undefined };
    const trouble = await this.workloadTrouble(appliedWorkloads(operation));
    if (isOurs && this.wait.isHere) await this.unwedge(appliedWorkloads(operation));
    if (!isOurs) await this.endWhatBlocks(state, trouble !== undefined);
    return { state, progress, trouble: isOurs ? trouble : undefined };
  }

  private async unwedge(titles: readonly string[]): Promise<void> {
    if (titles.some((title) => title.startsWith('StatefulSet/')))
      await this.unwedger.look(await takeSnapshot(this.wait.kubectl, titles), titles);
  }

  /** Those revisions that the Application names which are the commit or came after it. */
  private async wanted({ status = {} }: ApplicationState): Promise<ReadonlySet<string>> {
    const { commit, contains } = this.wait;
    const named = [status.sync?.revision, operationRevision(status.operationState ?? {})];
    for (const revision of named)
      if (revision !== undefined && revision !== commit && !this.known.has(revision))
        this.known.set(revision, await contains(revision));
    return new Set([commit, ...[...this.known].filter(([, isLater]) => isLater).map(([revision]) => revision)]);
  }

  /** Argo CD calls a pod that crashes again and again `Progressing`, for ten minutes. */
  private async workloadTrouble(titles: readonly string[]): Promise<Failure | undefined> {
    if (titles.length === 0 || !this.wait.isHere) return undefined;
    return this.troubles.failure(await takeSnapshot(this.wait.kubectl, titles), titles);
  }

  /**
   * Ends the automatic sync of an earlier commit, as `argocd app terminate-op` does, once it has failed or was tried
   * again: it would be tried five times before Argo CD takes the commit. What a person has started stays. That it was
   * not allowed, or that the sync ended by itself, shows in what follows.
   */
  private async endWhatBlocks({ status = {} }: ApplicationState, isInTrouble: boolean): Promise<void> {
    const operation = status.operationState ?? {};
    const { phase, startedAt, retryCount = 0 } = operation;
    if (phase !== 'Running' || operation.operation?.initiatedBy?.automated !== true) return;
    if (!(this.wait.isRollback || isInTrouble || retryCount > 0 || hasFailed(operation))) return;
    const patch = [
      { op: 'test', path: '/status/operationState/phase', value: phase },
      { op: 'test', path: '/status/operationState/startedAt', value: startedAt },
      { op: 'replace', path: '/status/operationState/phase', value: 'Terminating' },
    ];
    await this.wait.kubectl.try(['patch', ...this.place, '--type=json', '--patch', JSON.stringify(patch)]);
  }

  /** Where it is not allowed, Argo CD looks at the repository when it does anyway. */
  private async refresh(): Promise<void> {
    for (const [revision, isLater] of this.known) if (!isLater) this.known.delete(revision);
    await this.wait.kubectl.try(['annotate', ...this.place, REFRESH, '--overwrite']);
  }

  private hints(state: ApplicationState): readonly string[] {
    const byHand = this.wait.isAutomated ? [] : ['nothing syncs it by itself (gitops.automated is false)'];
    return [...complaintsOf(state), ...byHand];
  }

  private failed(message: string, details: readonly string[]): StepOutcome {
    return { ok: false, failure: { message: `Application ${this.wait.name} ${message}`, details } };
  }
}
