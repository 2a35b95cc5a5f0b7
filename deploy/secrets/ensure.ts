import { randomBytes } from 'node:crypto';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import { refuseOtherProviders } from './other-providers';
import { type ExistingSecrets, type KeyPlan, keyId, planSecrets } from './plan';

/** Where the values of secrets are kept. */
export interface SecretStore {
  read(model: Model): Promise<ExistingSecrets>;
  /** Adds keys that do not exist; gives the keys that somebody else added meanwhile, which then stay as they are. */
  add(model: Model, secret: string, values: ReadonlyMap<string, string>): Promise<ReadonlySet<string>>;
}

/** What was done about a key; the value itself is nowhere. */
export interface EnsuredKey {
  readonly secret: string;
  readonly key: string;
  /** `missing`: a pod waits for it and nobody gave it; `unused`: nobody gave it, and no pod reads it. */
  readonly action: 'kept' | 'generated' | 'provided' | 'missing' | 'unused';
  /** What a person should know about it. */
  readonly note?: string;
}

/**
 * Makes every key that is missing, and only those. Throws a `UserError` before anything is written when a key must not
 * be invented.
 */
export async function ensureSecrets(
  model: Model,
  store: SecretStore,
  provided: ReadonlyMap<string, string>,
): Promise<EnsuredKey[]> {
  const plan = await plannedKeys(model, store, provided);
  const results: EnsuredKey[] = [];
  for (const secret of new Set(plan.map((key) => key.secret))) {
    const keys = plan.filter((key) => key.secret === secret);
    const values = valuesOf(keys, provided);
    const lost = values.size === 0 ? new Set<string>() : await store.add(model, secret, values);
    results.push(...keys.map((key) => resultOf(key, lost.has(key.key))));
  }
  return results;
}

/** What `ensureSecrets` would do; throws what it would throw, and writes nothing. */
export async function previewSecrets(
  model: Model,
  store: SecretStore,
  provided: ReadonlyMap<string, string>,
): Promise<EnsuredKey[]> {
  return (await plannedKeys(model, store, provided)).map((key) => resultOf(key, false));
}

async function plannedKeys(
  model: Model,
  store: SecretStore,
  provided: ReadonlyMap<string, string>,
): Promise<readonly KeyPlan[]> {
  refuseOtherProviders(model);
  refuse(badValues(model, provided), { exitCode: EXIT.usage });
  const plan = planSecrets(model, await store.read(model), new Set(provided.keys()));
  const refused = plan.flatMap((key): Issue[] =>
    key.action === 'refuse'
      ? [{ code: 'secret-lost', path: keyId(key.secret, key.key), message: key.reason, severity: 'error' }]
      : [],
  );
  refuse(refused, { exitCode: EXIT.failed });
  return plan;
}

function refuse(issues: readonly Issue[], { exitCode }: { exitCode: 1 | 2 }): void {
  if (issues.length > 0) throw new UserError('nothing was written', { issues, exitCode });
}

/** Given values that cannot be meant; the issues name the key and never show the value. */
function badValues(model: Model, provided: ReadonlyMap<string, string>): Issue[] {
  const known = model.secrets
    .filter((secret) => secret.managed)
    .flatMap((secret) => secret.keys.map((key) => keyId(secret.name, key.name)));
  return [...provided].flatMap(([path, value]): Issue[] => {
    if (!known.includes(path))
      return [
        {
          code: 'unknown-secret-key',
          path,
          message: 'no secret that is kept here has this key',
          allowed: known.join(', ') || 'none',
          severity: 'error',
        },
      ];
    if (value === '')
      return [{ code: 'bad-secret-value', path, message: 'the given value is empty', severity: 'error' }];
    if (value.includes('\0'))
      return [
        {
          code: 'bad-secret-value',
          path,
          message: 'the given value holds a NUL character, which no variable can hold',
          severity: 'error',
        },
      ];
    return [];
  });
}

function valuesOf(keys: readonly KeyPlan[], provided: ReadonlyMap<string, string>): Map<string, string> {
  const values = new Map<string, string>();
  for (const key of keys) {
    const given = provided.get(keyId(key.secret, key.key));
    if (key.action === 'generate') values.set(key.key, randomBytes(key.bytes).toString('base64url'));
    else if (key.action === 'write') values.set(key.key, key.value);
    else if (key.action === 'provide' && given !== undefined) values.set(key.key, given);
  }
  return values;
}

const GIVEN_IN_VAIN = 'the given value was not written: the key has one already';

function resultOf(plan: KeyPlan, isLost: boolean): EnsuredKey {
  const { secret, key } = plan;
  switch (plan.action) {
    case 'keep':
      return { secret, key, action: 'kept', ...keptNote(plan) };
    case 'generate':
    case 'write':
      return { secret, key, action: isLost ? 'kept' : 'generated' };
    case 'provide':
      return isLost ? { secret, key, action: 'kept', note: GIVEN_IN_VAIN } : { secret, key, action: 'provided' };
    case 'missing':
      return { secret, key, action: plan.used ? 'missing' : 'unused' };
    case 'refuse':
      throw new Error(`a refused plan was carried out: ${keyId(secret, key)}`);
  }
}

function keptNote(plan: { readonly isEmpty: boolean; readonly isGiven: boolean }): { note?: string } {
  const notes = [...(plan.isEmpty ? ['the value is empty'] : []), ...(plan.isGiven ? [GIVEN_IN_VAIN] : [])];
  return notes.length === 0 ? {} : { note: notes.join('; ') };
}
