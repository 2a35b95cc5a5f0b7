import { commonLabels } from '../../model/derive/labels';
import type { Model } from '../../model/model';
import type { ExistingSecret } from './plan';

/** A Secret as the API server gives it. */
export interface SecretObject {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Remembers which keys were filled, so that a key that is taken away later is not mistaken for one that never was. */
const FILLED = 'manifold/filled-keys';

/** What there is of a Secret, without its values. */
export function existingSecret({ metadata, data = {} }: SecretObject): ExistingSecret {
  return {
    keys: new Set(Object.keys(data)),
    emptyKeys: new Set(Object.keys(data).filter((key) => data[key] === '')),
    filledKeys: filledKeys(metadata),
    ...created(metadata.creationTimestamp),
  };
}

/** Time of creation as a field, if it is known. */
export function created(timestamp: string | undefined): { createdAt?: number } {
  return timestamp === undefined ? {} : { createdAt: Date.parse(timestamp) };
}

/** The Secret with further keys; what is there wins. */
export function withKeys(object: SecretObject, values: ReadonlyMap<string, string>): SecretObject {
  const added = [...values].map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')] as const);
  const filled = [...new Set([...filledKeys(object.metadata), ...values.keys()])].sort();
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [FILLED]: filled.join(',') } },
    data: { ...Object.fromEntries(added), ...object.data },
  };
}

/** A Secret as the manifests have it, which may be applied onto it later. */
export function emptySecret(model: Model, name: string): SecretObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { name, namespace: model.environment.namespace, labels: commonLabels(model) },
  };
}

function filledKeys({ annotations }: SecretObject['metadata']): Set<string> {
  return new Set((annotations?.[FILLED] ?? '').split(',').filter((key) => key !== ''));
}
