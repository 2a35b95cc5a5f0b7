import { randomBytes } from 'node:crypto';
import { UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
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
  readonly action: 'kept' | 'generated' | 'provided' | 'missing' | 'unused';
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
  checkProvided(model, provided);
  const plan = planSecrets(model, await store.read(model), new Set(provided.keys()));
  const refused = plan.flatMap((key) => (key.action === 'refuse' ? [key] : []));
  if (refused.length > 0)
    throw new UserError('nothing was written', {
      issues: refused.map(({ secret, key, reason }) => ({
        code: 'secret-lost',
        path: keyId(secret, key),
        message: reason,
        severity: 'error',
      })),
    });
  const results: EnsuredKey[] = [];
  for (const secret of new Set(plan.map((key) => key.secret)))
    results.push(
      ...(await ensureOne(
        { model, store, provided },
        plan.filter((key) => key.secret === secret),
      )),
    );
  return results;
}

async function ensureOne(
  input: { readonly model: Model; readonly store: SecretStore; readonly provided: ReadonlyMap<string, string> },
  plan: readonly KeyPlan[],
): Promise<EnsuredKey[]> {
  const values = new Map<string, string>();
  for (const key of plan) {
    if (key.action === 'generate') values.set(key.key, randomBytes(key.bytes).toString('base64url'));
    else if (key.action === 'provide') values.set(key.key, input.provided.get(keyId(key.secret, key.key)) ?? '');
  }
  const name = plan[0]?.secret ?? '';
  const lost = values.size === 0 ? new Set<string>() : await input.store.add(input.model, name, values);
  return plan.map(({ secret, key, ...rest }) => ({ secret, key, action: lost.has(key) ? 'kept' : done(rest) }));
}

function done(plan: Omit<KeyPlan, 'secret' | 'key'>): EnsuredKey['action'] {
  switch (plan.action) {
    case 'generate':
      return 'generated';
    case 'provide':
      return 'provided';
    case 'missing':
      return 'used' in plan && plan.used === false ? 'unused' : 'missing';
    default:
      return 'kept';
  }
}

function checkProvided(model: Model, provided: ReadonlyMap<string, string>): void {
  const known = model.secrets
    .filter((secret) => secret.managed)
    .flatMap((secret) => secret.keys.map((key) => keyId(secret.name, key.name)));
  for (const name of provided.keys())
    if (!known.includes(name))
      throw new UserError(`no secret of this environment has the key ${name}; there are ${known.join(', ')}`);
}
