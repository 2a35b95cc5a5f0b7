import { assertNever, EXIT, UserError } from '../../lib/errors';
import { untilFileHolds } from './file-content';
import type { StepName } from './journal';
import type { Passwords } from './password-server';
import type { RestartContext, RotationPlace } from './place';
import type { RotatedKey } from './plan';
import type { ServerKey } from './servers';
import { givenBack, type Overrides } from './stand-in';
import { forgetOldValue, newValue, oldValue, stageValue, switchValue, valuesOf } from './values';

/** What the steps of a rotation work on. */
export interface Rotation {
  readonly keys: readonly RotatedKey[];
  readonly servers: readonly ServerKey[];
  readonly place: RotationPlace;
  /** What components are told while another role stands in for a user whose password changes. */
  readonly overrides: Overrides;
  readonly context: RestartContext;
  readonly now: () => Date;
  /** Between two looks at a file that is to change. */
  readonly pollMilliseconds: number;
}

/** Does one step; each may be repeated, whole or after a part of it. */
export async function runStep(step: StepName, rotation: Rotation): Promise<void> {
  const { keys, servers, place } = rotation;
  switch (step) {
    case 'prepare':
      for (const key of keys) await stageValue(place.values, key);
      return;
    case 'accept':
      for (const { key, server } of servers) await server.accept(await passwords(rotation, key));
      return;
    case 'switch':
      for (const key of keys) await switchValue(place.values, key);
      return place.switched();
    case 'start':
      return start(rotation);
    case 'alter':
      for (const { key, server } of servers) await server.alter(await passwords(rotation, key));
      return;
    case 'ready':
      return ready(rotation);
    case 'verify':
      for (const each of servers) await verify(rotation, each);
      return;
    case 'retire':
      return retire(rotation);
    default:
      return assertNever(step);
  }
}

async function passwords({ place }: Rotation, key: RotatedKey): Promise<Passwords> {
  const values = await valuesOf(place.values, key);
  const made = newValue(values);
  if (made === undefined) throw new Error(`nothing was staged for ${key.secret}/${key.key}`);
  return { old: oldValue(values), new: made };
}

/** Components that read a password of a server which takes one only. */
function readersOfOnePassword(servers: readonly ServerKey[]): readonly string[] {
  return unique(servers.filter(({ server }) => server.standIn !== undefined).flatMap(({ key }) => key.readers));
}

/** Components without a role that stands in are not ready before the password is changed. */
async function start(rotation: Rotation): Promise<void> {
  const { servers, place, context, overrides } = rotation;
  const isLent = await lend(rotation);
  await place.start(
    readersOfOnePassword(servers).filter((name) => !(isLent && overrides.has(name))),
    context,
  );
}

/** Whether another role stands in for the users of all servers that need it. */
async function lend(rotation: Rotation): Promise<boolean> {
  const { servers, place, context, overrides } = rotation;
  if (place.override === undefined || overrides.size === 0) return false;
  for (const { key, server } of servers) {
    if ((await server.standIn?.make((await passwords(rotation, key)).new)) !== false) continue;
    context.say(`${server.name}: no other role can stand in for its user, so new connections fail for some seconds`);
    return false;
  }
  await place.override(overrides, context);
  return true;
}

async function ready(rotation: Rotation): Promise<void> {
  const { keys, servers, place, context, overrides } = rotation;
  const begun = readersOfOnePassword(servers);
  await place.override?.(givenBack(overrides), context);
  await place.ready(begun, context);
  await place.restart(
    unique(keys.flatMap(({ readers }) => readers)).filter((name) => !begun.includes(name)),
    context,
  );
}

async function verify(rotation: Rotation, { key, server }: ServerKey): Promise<void> {
  const both = await passwords(rotation, key);
  if (!(await server.takes(both.new))) throw refused(`${server.name} does not take the new password`);
  if (server.standIn !== undefined && (await server.takes(both.old)))
    throw refused(`${server.name} still takes the old password`);
}

/** By key: one whose old value is forgotten was retired by an earlier run. */
async function retire(rotation: Rotation): Promise<void> {
  const { keys, servers, place, context } = rotation;
  for (const key of keys) {
    const values = await valuesOf(place.values, key);
    if (newValue(values) === undefined) continue;
    for (const { server } of servers.filter((each) => each.key === key)) {
      const both = await passwords(rotation, key);
      const { now, pollMilliseconds } = rotation;
      const options = { context, now, pollMilliseconds, nudge: place.nudge.bind(place) };
      // Probes and the next start read the file: until it is new, the old password has to be good.
      await untilFileHolds({ running: place.running, service: server.name, path: server.file }, both.new, options);
      if (place.override !== undefined) await server.standIn?.drop();
      await server.retire();
      if (await server.takes(both.old)) throw refused(`${server.name} still takes the old password`);
    }
    await forgetOldValue(place.values, key);
  }
}

function refused(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.failed });
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
