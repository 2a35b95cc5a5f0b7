import type { Kubectl } from '../kubernetes/kubectl';
import { AWAITED_KINDS } from '../kubernetes/readiness';

/** What a sync did with one object. */
export interface SyncedObject {
  readonly kind: string;
  readonly name: string;
  /** Whether it was applied: `Synced` or `SyncFailed`, among others. */
  readonly status?: string;
  /** How it came up, objects that are no hooks too: `Running`, `Succeeded` or `Failed`, among others. */
  readonly hookPhase?: string;
  readonly message?: string;
}

/** A sync, at work or ended; one that fails stays `Running` while it is tried again. */
export interface Operation {
  readonly phase?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly retryCount?: number;
  readonly operation?: {
    readonly sync?: { readonly revision?: string };
    readonly initiatedBy?: { readonly automated?: boolean; readonly username?: string };
  };
  readonly syncResult?: { readonly revision?: string; readonly resources?: readonly SyncedObject[] };
}

/** An Argo CD Application as far as waiting looks at it. */
export interface ApplicationState {
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly operationState?: Operation;
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[];
  };
}

/** How far an Application is with a commit. */
export type Progress =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string; readonly details: readonly string[] }
  | { readonly kind: 'waiting'; readonly message: string };

export const APPLICATIONS = 'applications.argoproj.io';

/** Whether the Application runs one of the commits that are wanted, and well; of an earlier commit nothing says anything yet. */
export function progressOf({ status = {} }: ApplicationState, wanted: ReadonlySet<string>): Progress {
  const { sync = {}, health = {}, operationState = {} } = status;
  const revision = operationRevision(operationState);
  const isOurs = wanted.has(revision ?? '');
  if (isOurs && hasFailed(operationState))
    return { kind: 'failed', message: failureOf(operationState), details: objectsThatFailed(operationState) };
  if (operationState.phase === 'Running' && !isOurs) return waiting(busyWith(operationState));
  if (!wanted.has(sync.revision ?? '')) return waiting(`is at ${sync.revision?.slice(0, 12) ?? 'no commit'}`);
  if (operationState.phase === 'Running') return waiting(`is syncing: ${operationState.message ?? ''}`);
  if (sync.status !== 'Synced') return waiting(`is ${sync.status ?? 'Unknown'}`);
  if (health.status === 'Degraded')
    return { kind: 'failed', message: `Degraded: ${health.message ?? ''}`, details: objectsThatFailed(operationState) };
  return health.status === 'Healthy' ? { kind: 'done' } : waiting(`is ${health.status ?? 'Unknown'}`);
}

/** The commit that a sync is of. */
export function operationRevision({ operation, syncResult }: Operation): string | undefined {
  return operation?.sync?.revision ?? syncResult?.revision;
}

/**
 * Whether trying again will not mend it: an object that was applied and did not come up, such as a job, stays as it is.
 * One that was refused may be taken a little later, and Argo CD tries five times.
 */
export function hasFailed(operation: Operation): boolean {
  return operation.phase === 'Failed' || operation.phase === 'Error' || cameUpBadly(operation).length > 0;
}

/** Workloads that a sync has applied: `Deployment/backend`. */
export function appliedWorkloads({ syncResult }: Operation): string[] {
  return (syncResult?.resources ?? [])
    .filter(({ kind, status }) => status === 'Synced' && AWAITED_KINDS.has(kind))
    .map(({ kind, name }) => `${kind}/${name}`);
}

/** What Argo CD holds against the Application, and the objects that a sync could not apply or bring up. */
export function complaintsOf({ status = {} }: ApplicationState): string[] {
  const conditions = (status.conditions ?? []).filter(({ type }) => type.endsWith('Error'));
  return [
    ...conditions.map(({ type, message = '' }) => `${type}: ${message}`),
    ...objectsThatFailed(status.operationState ?? {}),
  ];
}

function waiting(message: string): Progress {
  return { kind: 'waiting', message };
}

function failureOf(operation: Operation): string {
  const [first] = cameUpBadly(operation);
  if (operation.phase === 'Running' && first !== undefined) return `sync failed: ${toldOf(first)}`;
  return `sync ${operation.phase}: ${operation.message ?? ''}`;
}

function busyWith(operation: Operation): string {
  const { username, automated } = operation.operation?.initiatedBy ?? {};
  const who = automated === true || username === undefined ? '' : `, started by ${username}`;
  return `is still syncing ${operationRevision(operation)?.slice(0, 12) ?? 'something else'}${who}: ${operation.message ?? ''}`;
}

function cameUpBadly({ syncResult }: Operation): SyncedObject[] {
  return (syncResult?.resources ?? []).filter(
    ({ status, hookPhase }) => status === 'Synced' && (hookPhase === 'Failed' || hookPhase === 'Error'),
  );
}

function objectsThatFailed(operation: Operation): string[] {
  const refused = (operation.syncResult?.resources ?? []).filter(({ status }) => status === 'SyncFailed');
  return [...refused, ...cameUpBadly(operation)].map(toldOf);
}

function toldOf({ kind, name, message = '' }: SyncedObject): string {
  return `${kind}/${name}: ${message}`;
}

/** Whether the cluster has Argo CD, and the Application in it. */
export async function hasApplication(kubectl: Kubectl, name: string, namespace: string): Promise<boolean> {
  const args = ['get', APPLICATIONS, name, `--namespace=${namespace}`, '--ignore-not-found', '-o', 'name'];
  const { code, stdout } = await kubectl.try(args);
  return code === 0 && stdout.trim() !== '';
}
