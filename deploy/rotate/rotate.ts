import { EXIT, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { Method } from '../method';
import { acquireLock, type Lock } from '../release/lock';
import type { LockHolder, LockStore } from '../release/lock-store';
import { keyId } from '../secrets/plan';
import { type JournalFile, journalFile, newJournal, type RotationJournal, STEPS } from './journal';
import type { RotationPlace } from './place';
import { planRotation, type RotatedKey, type RotationPlan } from './plan';
import { passwordServers, type ServerKey } from './servers';
import { type Overrides, STAND_IN_ROLE, standInVariables } from './stand-in';
import { type Rotation, runStep } from './steps';
import { newValue, valuesOf } from './values';

const POLL_MILLISECONDS = 1000;

/** An environment, and which of its secrets get new values. */
export interface RotationRequest {
  readonly model: Model;
  /** The same model, with other users of backing services, by their names. */
  readonly withUsers: (users: Readonly<Record<string, string>>) => Model;
  /** Folder of the project, in which the journal is kept. */
  readonly project: string;
  readonly method: Method;
  readonly place: RotationPlace;
  /** Secrets, or `secret/key`; none: all that can be rotated. */
  readonly names: readonly string[];
  readonly now: () => Date;
}

/** How a rotation is carried out. */
export interface RotationRun {
  readonly lock: LockStore;
  readonly holder: LockHolder;
  readonly signal: AbortSignal;
  readonly timeoutSeconds: number;
  readonly say: (line: string) => void;
  /** For tests: the time between two looks at a file that is to change. */
  readonly pollMilliseconds?: number;
}

/** What a run would do. */
export interface PreparedRotation extends RotationPlan {
  /** Whether it goes on with what an earlier run, here or elsewhere, has begun. */
  readonly resumed: boolean;
}

/** Looks what there is to rotate; reads only. Throws a `UserError` where it cannot be what was asked for. */
export async function prepareRotation(request: RotationRequest): Promise<PreparedRotation> {
  const { model, method, names } = request;
  const journal = journalOf(request).read();
  if (journal !== undefined && journal.method !== method)
    throw new UserError(`a rotation by ${journal.method} is not finished: end it with --method ${journal.method}`, {
      exitCode: EXIT.failed,
    });
  const all = planRotation(model, []);
  const begun = journal?.keys ?? (await begunElsewhere(request, all));
  const plan = begun.length === 0 ? wanted(model, names) : { keys: chosen(all, begun), refused: [] };
  if (begun.length > 0 && !names.every((name) => begun.some((id) => id === name || id.startsWith(`${name}/`))))
    throw new UserError(`a rotation of ${begun.join(', ')} is not finished: end it first, without a name`, {
      exitCode: EXIT.failed,
    });
  return { ...plan, resumed: begun.length > 0 };
}

/** Whether what was prepared could be done now; reads only, and throws a `UserError` that says why not. */
export async function checkRotation(request: RotationRequest, { keys }: PreparedRotation): Promise<void> {
  for (const key of keys) await valuesOf(request.place.values, key);
  await checkServers(request, keys);
}

/**
 * Gives secrets new values, step by step. Whatever ends it, the same call goes on where it ended, and what runs keeps a
 * password that is taken.
 */
export async function rotate(request: RotationRequest, run: RotationRun): Promise<PreparedRotation> {
  const lock = await acquireLock(run.lock, run.holder, { now: request.now, say: run.say });
  try {
    // Read again: before the lock was held somebody else may have rotated.
    const prepared = await prepareRotation(request);
    await checkRotation(request, prepared);
    if (prepared.keys.length > 0) await runSteps(request, run, { keys: prepared.keys, lock });
    return prepared;
  } finally {
    await lock.release();
  }
}

async function runSteps(
  request: RotationRequest,
  { say, signal, timeoutSeconds, pollMilliseconds = POLL_MILLISECONDS }: RotationRun,
  { keys, lock }: { readonly keys: readonly RotatedKey[]; readonly lock: Lock },
): Promise<void> {
  const file = journalOf(request);
  let journal = file.read() ?? begin(request, keys);
  file.write(journal);
  const { place, model, now } = request;
  const deadline = now().getTime() + timeoutSeconds * 1000;
  const servers = passwordServers(model, place.running, keys);
  const overrides = overridesOf(request, servers);
  const context = { signal, deadline, say };
  const rotation: Rotation = { keys, place, servers, overrides, context, now, pollMilliseconds };
  for (const step of STEPS) {
    if (journal.done.includes(step)) continue;
    try {
      if (signal.aborted) throw new UserError('interrupted', { exitCode: EXIT.failed });
      await lock.check();
      say(step);
      await runStep(step, rotation);
    } catch (error) {
      throw error instanceof UserError ? explained(error, { step, environment: model.environment.name }) : error;
    }
    journal = { ...journal, done: [...journal.done, step] };
    file.write(journal);
  }
  file.remove();
}

function overridesOf({ model, withUsers }: RotationRequest, servers: readonly ServerKey[]): Overrides {
  const lent = servers.filter(({ server }) => server.standIn !== undefined);
  if (lent.length === 0) return new Map();
  const users = Object.fromEntries(lent.map(({ server }) => [server.name, STAND_IN_ROLE]));
  return standInVariables(
    model,
    withUsers(users),
    lent.map(({ key }) => key),
  );
}

function explained(error: UserError, at: { readonly step: string; readonly environment: string }): UserError {
  return new UserError(
    `the rotation ended in the step ${at.step}: ${error.message}\n` +
      `old and new values are kept: manifold secrets rotate ${at.environment} goes on from here`,
    { issues: error.issues, exitCode: error.exitCode, cause: error },
  );
}

function begin({ model, method, now }: RotationRequest, keys: readonly RotatedKey[]): RotationJournal {
  return newJournal({
    environment: model.environment.name,
    method,
    startedAt: now().toISOString(),
    keys: keys.map(({ secret, key }) => keyId(secret, key)),
  });
}

function journalOf({ project, model }: RotationRequest): JournalFile {
  return journalFile(project, model.environment.name);
}

/** Without its journal, which another machine may have, an unfinished rotation shows in the store of the values. */
async function begunElsewhere({ place }: RotationRequest, { keys }: RotationPlan): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { secret, key } of keys) {
    const values = await place.values.read(secret);
    if (!values.has(key)) continue;
    if (newValue(await valuesOf(place.values, { secret, key })) !== undefined) found.push(keyId(secret, key));
  }
  return found;
}

function chosen({ keys }: RotationPlan, ids: readonly string[]): readonly RotatedKey[] {
  const found = keys.filter(({ secret, key }) => ids.includes(keyId(secret, key)));
  if (found.length === ids.length) return found;
  throw new UserError(`the unfinished rotation of ${ids.join(', ')} is of keys that the model has no more`, {
    exitCode: EXIT.failed,
  });
}

/** What was named has to rotate; without names, what can. */
function wanted(model: Model, names: readonly string[]): RotationPlan {
  const plan = planRotation(model, names);
  if (names.length === 0 || plan.refused.length === 0) return plan;
  const issues = plan.refused.map(({ id, reason }) => ({
    code: 'cannot-rotate',
    path: id,
    message: reason,
    severity: 'error' as const,
  }));
  throw new UserError('nothing was written', { issues });
}

async function checkServers({ model, place }: RotationRequest, keys: readonly RotatedKey[]): Promise<void> {
  const names = new Set(keys.flatMap(({ service }) => service ?? []));
  const issues = await place.check(model.backingServices.filter(({ name }) => names.has(name)));
  if (issues.length > 0) throw new UserError('nothing was written', { issues, exitCode: EXIT.failed });
  for (const { server } of passwordServers(model, place.running, keys)) {
    const problem = await server.problem();
    if (problem !== undefined) throw new UserError(problem, { exitCode: EXIT.failed });
  }
}
