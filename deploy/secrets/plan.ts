import type { Model, Secret } from '../../model/model';

/** What exists already: names of keys by Secret, never values. */
export interface ExistingSecrets {
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** Backing services whose data volume exists. */
  readonly volumes: ReadonlySet<string>;
}

/** What to do about one key. */
export type KeyPlan = { readonly secret: string; readonly key: string } & (
  | { readonly action: 'keep' }
  | { readonly action: 'generate'; readonly bytes: number }
  | { readonly action: 'provide' }
  | { readonly action: 'missing'; readonly used: boolean }
  | { readonly action: 'refuse'; readonly reason: string }
);

/**
 * Plans each key of each Secret that is kept here: a key that exists is never touched. A password is not invented for
 * a database whose volume exists: it was initialised with another one, and would lock everybody out.
 */
export function planSecrets(model: Model, existing: ExistingSecrets, provided: ReadonlySet<string>): KeyPlan[] {
  const used = usedKeys(model);
  return model.secrets
    .filter((secret) => secret.managed)
    .flatMap((secret) => secret.keys.map((key) => planKey({ secret, existing, provided, used }, key)));
}

interface PlanInput {
  readonly secret: Secret;
  readonly existing: ExistingSecrets;
  readonly provided: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

function planKey(input: PlanInput, key: Secret['keys'][number]): KeyPlan {
  const { secret, existing } = input;
  const id = { secret: secret.name, key: key.name };
  const name = keyId(secret.name, key.name);
  if (existing.keys.get(secret.name)?.has(key.name)) return { ...id, action: 'keep' };
  if (input.provided.has(name)) return { ...id, action: 'provide' };
  if (key.generateBytes === undefined) return { ...id, action: 'missing', used: input.used.has(name) };
  if (secret.owner.kind === 'backingService' && existing.volumes.has(secret.owner.name))
    return {
      ...id,
      action: 'refuse',
      reason: `the volume of ${secret.owner.name} exists, so it has a password already: restore the Secret, or give the old password with --from-file ${name}=FILE`,
    };
  return { ...id, action: 'generate', bytes: key.generateBytes };
}

/** How a key is named on a command line: `secret/key`. */
export function keyId(secret: string, key: string): string {
  return `${secret}/${key}`;
}

/** Keys that a pod of an enabled component reads. */
function usedKeys(model: Model): Set<string> {
  const variables = model.components.flatMap((component) => component.variables);
  return new Set(variables.flatMap(({ value }) => (value.kind === 'secret' ? [keyId(value.secret, value.key)] : [])));
}
