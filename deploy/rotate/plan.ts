import { nearest } from '../../lib/nearest';
import type { BackingService, Component, Model, Secret, SecretKey } from '../../model/model';
import { keyId } from '../secrets/plan';

/** Name of the key that holds the new value until it takes the place of the old one. */
export function nextName(key: string): string {
  return `${key}.next`;
}

/** Name of the key that holds the old value until nothing takes it any more. */
export function previousName(key: string): string {
  return `${key}.previous`;
}

/** A key that gets a new value. */
export interface RotatedKey {
  readonly secret: string;
  readonly key: string;
  /** Random bytes of the new value. */
  readonly bytes: number;
  /** The backing service whose password it is. */
  readonly service?: string;
  /** Components that read it and run for good: they start again. */
  readonly readers: readonly string[];
  /** Components that read it and run now and then: the next run reads the new value. */
  readonly runs: readonly string[];
}

/** A key that stays as it is, and why. */
export interface RefusedKey {
  /** `secret/key`. */
  readonly id: string;
  readonly reason: string;
}

export interface RotationPlan {
  readonly keys: readonly RotatedKey[];
  readonly refused: readonly RefusedKey[];
}

/**
 * What a rotation would do, from the model alone. Without names every key that can rotate does, and the others are told
 * of. Names are `secret` or `secret/key`.
 */
export function planRotation(model: Model, names: readonly string[]): RotationPlan {
  const keys: RotatedKey[] = [];
  const refused: RefusedKey[] = [];
  for (const secret of model.secrets)
    for (const key of secret.keys) {
      const id = keyId(secret.name, key.name);
      if (names.length > 0 && !names.includes(id) && !names.includes(secret.name)) continue;
      const reason = refusal(model, secret, key);
      if (reason === undefined && key.generateBytes !== undefined) keys.push(rotated(model, secret, key));
      else refused.push({ id, reason: reason ?? '' });
    }
  return { keys, refused: [...refused, ...names.flatMap((name) => unknownName(model, name))] };
}

function rotated(model: Model, secret: Secret, key: SecretKey): RotatedKey {
  const reading = model.components.filter((component) => reads(component, { secret, key }));
  return {
    secret: secret.name,
    key: key.name,
    bytes: key.generateBytes ?? 0,
    ...(secret.owner.kind === 'backingService' ? { service: secret.owner.name } : {}),
    readers: reading.filter(({ run }) => run === undefined).map(({ name }) => name),
    runs: reading.filter(({ run }) => run !== undefined).map(({ name }) => name),
  };
}

function refusal(model: Model, secret: Secret, key: SecretKey): string | undefined {
  const service = ownerOf(model, secret);
  if (service?.hosting.mode === 'cnpg')
    return `${service.name} is kept by CloudNativePG: it takes a new password from the Secret ${secret.name} by itself, but knows no time in which both are right`;
  if (service !== undefined && service.hosting.mode !== 'builtin')
    return `${service.name} is ${service.hosting.mode}: who runs it makes its password`;
  if (!secret.managed) return 'it is made elsewhere';
  if (key.generateBytes === undefined) return 'a person gives its value: app.yaml does not say to generate it';
  const taken = secret.keys.find(({ name }) => name === nextName(key.name) || name === previousName(key.name));
  if (taken !== undefined) return `${taken.name} is a key of its own, and a rotation would need that name`;
  // Only Compose has such a Secret, of Grafana: it is read once, when its volume is new.
  const isRead = service !== undefined || model.components.some((component) => reads(component, { secret, key }));
  return isRead ? undefined : 'no component reads it, and what does takes it at its first start alone';
}

function reads(
  { variables }: Component,
  { secret, key }: { readonly secret: Secret; readonly key: SecretKey },
): boolean {
  return variables.some(
    ({ value }) => value.kind === 'secret' && value.secret === secret.name && value.key === key.name,
  );
}

function ownerOf(model: Model, { owner }: Secret): BackingService | undefined {
  return owner.kind === 'backingService' ? model.backingServices.find(({ name }) => name === owner.name) : undefined;
}

function unknownName(model: Model, name: string): RefusedKey[] {
  const known = model.secrets.flatMap((secret) => [
    secret.name,
    ...secret.keys.map((key) => keyId(secret.name, key.name)),
  ]);
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  return [{ id: name, reason: `there is no such secret${near === undefined ? '' : `; did you mean ${near}?`}` }];
}
