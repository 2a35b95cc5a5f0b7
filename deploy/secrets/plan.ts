import { cnpgServices, containerOf } from '../../model/derive/hosting';
import type { Model, Secret, SecretKey } from '../../model/model';

/** A Secret as it is: names of keys, never values. */
export interface ExistingSecret {
  readonly keys: ReadonlySet<string>;
  /** Keys that are there with nothing in them. */
  readonly emptyKeys: ReadonlySet<string>;
  /** Keys that `secrets ensure` filled at some time, whether they are there or not. */
  readonly filledKeys: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
}

/** The data volume of a backing service. */
export interface ExistingVolume {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
}

/** What exists already. */
export interface ExistingSecrets {
  readonly secrets: ReadonlyMap<string, ExistingSecret>;
  /** Volumes that may hold data, by backing service. */
  readonly volumes: ReadonlyMap<string, ExistingVolume>;
}

/** What to do about one key. */
export type KeyPlan = { readonly secret: string; readonly key: string } & (
  | { readonly action: 'keep'; readonly isEmpty: boolean; readonly isGiven: boolean }
  | { readonly action: 'generate'; readonly bytes: number }
  | { readonly action: 'provide' }
  | { readonly action: 'write'; readonly value: string }
  | { readonly action: 'missing'; readonly used: boolean }
  | { readonly action: 'refuse'; readonly reason: string }
);

interface PlanInput {
  readonly secret: Secret;
  readonly existing: ExistingSecrets;
  readonly provided: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

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

function planKey(input: PlanInput, key: SecretKey): KeyPlan {
  const { secret } = input;
  const id = { secret: secret.name, key: key.name };
  const name = keyId(secret.name, key.name);
  const isGiven = input.provided.has(name);
  const current = input.existing.secrets.get(secret.name);
  if (current?.keys.has(key.name)) return { ...id, action: 'keep', isEmpty: current.emptyKeys.has(key.name), isGiven };
  if (isGiven) return { ...id, action: 'provide' };
  if (key.value !== undefined) return { ...id, action: 'write', value: key.value };
  if (key.generateBytes === undefined) return { ...id, action: 'missing', used: input.used.has(name) };
  const volume = initialisedVolume(input, key);
  if (volume !== undefined) return { ...id, action: 'refuse', reason: lockOut(secret, name, volume) };
  return { ...id, action: 'generate', bytes: key.generateBytes };
}

/** The volume of the key's backing service, unless it can only be new. */
function initialisedVolume({ secret, existing }: PlanInput, key: SecretKey): ExistingVolume | undefined {
  if (secret.owner.kind !== 'backingService') return undefined;
  const volume = existing.volumes.get(secret.owner.name);
  const current = existing.secrets.get(secret.name);
  // `kubectl apply` makes the Secret without data, then the claim, and the pod waits for the password: a volume that is
  // younger than its Secret has not seen a database yet. A Secret that was lost and applied again is the younger one.
  const isFirstStart =
    current?.createdAt !== undefined &&
    volume?.createdAt !== undefined &&
    current.createdAt <= volume.createdAt &&
    !current.filledKeys.has(key.name);
  return isFirstStart ? undefined : volume;
}

function lockOut(secret: Secret, name: string, volume: ExistingVolume): string {
  const service = secret.owner.kind === 'backingService' ? secret.owner.name : '';
  return (
    `the volume ${volume.name} of ${service} exists, but its password does not: the data in it was initialised with ` +
    `another password, and a new one would be refused. Restore the Secret ${secret.name} from a backup, or give the ` +
    `old password with --from-file ${name}=FILE; if the data may go, delete the volume first`
  );
}

/** How a key is named on a command line: `secret/key`. */
export function keyId(secret: string, key: string): string {
  return `${secret}/${key}`;
}

/** Keys that a pod of an enabled component or of a builtin backing service reads. */
function usedKeys(model: Model): Set<string> {
  const variables = model.components.flatMap((component) => component.variables);
  const ours = model.backingServices.filter((service) => containerOf(service) !== undefined);
  return new Set([
    ...variables.flatMap(({ value }) => (value.kind === 'secret' ? [keyId(value.secret, value.key)] : [])),
    ...ours.map(({ password }) => keyId(password.secret, password.key)),
    ...cnpgServices(model).flatMap(({ hosting: { backup } }) =>
      backup === undefined
        ? []
        : [backup.credentials.accessKeyId, backup.credentials.secretAccessKey].map((key) =>
            keyId(backup.credentials.secret, key),
          ),
    ),
  ]);
}
