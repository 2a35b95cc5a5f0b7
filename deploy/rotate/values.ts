import { randomBytes } from 'node:crypto';
import { EXIT, UserError } from '../../lib/errors';
import { keyId } from '../secrets/plan';
import { nextName, previousName, type RotatedKey } from './plan';

/** Values of the keys of one Secret, by name; they stay in memory. */
export type SecretValues = ReadonlyMap<string, string>;

/** Where values are kept: keys are read, written and removed, those of one Secret together. */
export interface ValueStore {
  read(secret: string): Promise<SecretValues>;
  /** Keys whose value is undefined are removed. Where this cannot be one write, it keeps the order of the keys. */
  write(secret: string, changes: ReadonlyMap<string, string | undefined>): Promise<void>;
}

/** The values of one key as they are now. */
export interface KeyValues {
  readonly current: string;
  readonly next?: string;
  readonly previous?: string;
}

type KeyName = Pick<RotatedKey, 'secret' | 'key'>;

/** Reads what there is of a key; throws a `UserError` when it has no value to begin with. */
export async function valuesOf(store: ValueStore, { secret, key }: KeyName): Promise<KeyValues> {
  const values = await store.read(secret);
  const current = values.get(key) ?? '';
  const next = values.get(nextName(key));
  const previous = values.get(previousName(key));
  if (current === '')
    throw new UserError(`${keyId(secret, key)} has no value yet: run manifold secrets ensure`, {
      exitCode: EXIT.failed,
    });
  return { current, ...(next === undefined ? {} : { next }), ...(previous === undefined ? {} : { previous }) };
}

/** The value that a key will have, or has already. */
export function newValue({ current, next, previous }: KeyValues): string | undefined {
  return next ?? (previous === undefined ? undefined : current);
}

/** The value that a key had before. */
export function oldValue({ current, previous }: KeyValues): string {
  return previous ?? current;
}

/** Makes the new value beside the old one, unless it is there. */
export async function stageValue(store: ValueStore, key: RotatedKey): Promise<void> {
  if (newValue(await valuesOf(store, key)) !== undefined) return;
  const made = randomBytes(key.bytes).toString('base64url');
  await store.write(key.secret, new Map([[nextName(key.key), made]]));
}

/** Gives the key its new value, and keeps the old one beside it. */
export async function switchValue(store: ValueStore, key: KeyName): Promise<void> {
  const values = await valuesOf(store, key);
  if (values.next === undefined) return;
  const changes: [string, string | undefined][] = [
    // What is kept by an earlier try is the old value; the current one may be the new one by now.
    ...(values.previous === undefined ? [[previousName(key.key), values.current] as [string, string]] : []),
    [key.key, values.next],
    [nextName(key.key), undefined],
  ];
  await store.write(key.secret, new Map(changes));
}

/** Removes the old value. */
export async function forgetOldValue(store: ValueStore, key: KeyName): Promise<void> {
  const { next, previous } = await valuesOf(store, key);
  if (next !== undefined) throw new Error(`${keyId(key.secret, key.key)} has not been switched`);
  if (previous !== undefined) await store.write(key.secret, new Map([[previousName(key.key), undefined]]));
}
