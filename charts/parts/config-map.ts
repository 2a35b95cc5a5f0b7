import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { compareText } from '../../model/load/diagnostics';
import type { ObjectMetadata } from '../environment-chart';
import { k8s } from '../k8s';

const HASH_LENGTH = 10;

/**
 * First characters of the SHA-256 of a value as JSON with its keys in a fixed order: what `toRawJson | sha256sum` of a
 * Helm template gives, since a chart has to find the same name.
 */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, HASH_LENGTH);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  ).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** Name of a ConfigMap that changes with its content, so that a change rolls the pods and a rollback finds the old one. */
export function hashedName(name: string, data: Readonly<Record<string, string>>): string {
  return `${name}-${contentHash(data)}`;
}

/** Adds an immutable ConfigMap. */
export function addConfigMap(
  scope: Construct,
  id: string,
  props: { readonly metadata: ObjectMetadata; readonly data: Readonly<Record<string, string>> },
): k8s.KubeConfigMap {
  const { metadata, data } = props;
  return new k8s.KubeConfigMap(scope, id, { metadata, immutable: true, data: { ...data } });
}
