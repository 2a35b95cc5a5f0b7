import type { Artifact } from '../emit/artifact';
import type { Issue } from '../lib/errors';
import type { Method } from './method';
import type { Journal } from './release/journal';
import type { LockStore } from './release/lock-store';
import type { InventoryEntry, ReleaseRecord } from './release/record';
import type { Running } from './running';

/** One thing that an apply would do. */
export interface Change {
  readonly action: 'create' | 'change' | 'delete';
  /** Kind and name, such as `Deployment/backend`. */
  readonly what: string;
  /** Paths of fields that differ; values only where they hold no secret. */
  readonly fields: readonly string[];
}

/** Why a step did not end well. */
export interface Failure {
  readonly message: string;
  /** Events and last log lines. */
  readonly details: readonly string[];
}

export type StepOutcome =
  | { readonly ok: true; readonly note?: string }
  | { readonly ok: false; readonly failure: Failure };

/** What a step is given while it runs. */
export interface StepContext {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 after which nothing is waited for any more. */
  readonly deadline: number;
  /** A line of progress. */
  readonly say: (line: string) => void;
  /** Records objects that were made, before anything is waited for: whatever happens then, they are known. */
  readonly made: (inventory: readonly InventoryEntry[]) => Promise<void>;
}

/** One part of an apply that may be repeated: a run that was killed in it starts with it again. */
export interface Step {
  readonly name: string;
  readonly title: string;
  run(context: StepContext): Promise<StepOutcome>;
}

/** What is to be deployed, and what lies there now. */
export interface Target {
  readonly artifacts: readonly Artifact[];
  /** Objects that earlier releases made, of which those that are no longer wanted are pruned. */
  readonly inventory: readonly InventoryEntry[];
  /** Whether an earlier release comes back. */
  readonly isRollback: boolean;
  /** Whether somebody was shown what it changes before it began; not for what comes back by itself. */
  readonly wasShown: boolean;
  /** Why the release that is taken back has failed, where one is. */
  readonly reason?: string;
  /** False: the steps end when everything was sent. */
  readonly wait: boolean;
}

/** State of one workload, for people. */
export interface WorkloadStatus {
  readonly name: string;
  readonly isReady: boolean;
  readonly detail: string;
}

export interface TeardownOptions {
  /** Volumes, Secrets and the place of the journal go too. */
  readonly deleteData: boolean;
}

/** One way of deploying one environment. */
export interface Driver {
  readonly method: Method;
  /** Where it goes, for people: a context and namespace, a Docker engine. */
  readonly place: string;
  /** What synth gives for it now. */
  readonly artifacts: readonly Artifact[];
  readonly journal: Journal;
  readonly lock: LockStore;
  readonly running: Running;
  /** Whether the tools are there, and lead to the place that is meant; reads only. */
  checkPlace(): Promise<readonly Issue[]>;
  /** Everything that stands in the way, the place among it; reads only. Errors end the deployment before anything is written. */
  preflight(): Promise<readonly Issue[]>;
  /** What applying these files would change; reads only. */
  changes(artifacts: readonly Artifact[], inventory: readonly InventoryEntry[]): Promise<readonly Change[]>;
  /** How many objects are deployed, where the journal keeps no inventory of them; reads only. */
  deployedCount?(): Promise<number>;
  /** Whether the place is there in which lock and journal are kept. */
  isPrepared(): Promise<boolean>;
  /** Makes that place. */
  prepare(): Promise<void>;
  steps(target: Target): readonly Step[];
  status(record: ReleaseRecord | undefined): Promise<readonly WorkloadStatus[]>;
  teardown(options: TeardownOptions, inventory: readonly InventoryEntry[]): readonly Step[];
}
