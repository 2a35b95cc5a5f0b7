import { compareText } from '../../model/load/diagnostics';
import type { Component } from '../../model/model';
import type { k8s } from '../k8s';

/** Folder in which Secrets are mounted, one sub-folder each. */
export const SECRETS_FOLDER = '/run/secrets';

/** Literal variables of a component: they go into a ConfigMap, whose values the kubelet takes without expanding `$(...)`. */
export function literalVariables(component: Component): Record<string, string> {
  const literals: Record<string, string> = {};
  for (const { name, value } of component.variables) {
    if (value.kind === 'literal') literals[name] = value.text;
    else if (value.as === 'file') literals[name] = `${SECRETS_FOLDER}/${value.secret}/${value.key}`;
  }
  return literals;
}

/** Variables that hold the value of a Secret. */
export function secretVariables(component: Component): k8s.EnvVar[] {
  return component.variables.flatMap(({ name, value }) =>
    value.kind === 'secret' && value.as === 'value'
      ? [{ name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } }]
      : [],
  );
}

/** A Secret whose keys are mounted as files. */
export interface MountedSecret {
  readonly name: string;
  readonly keys: readonly string[];
}

/** Secrets that a component reads as files. */
export function mountedSecrets(component: Component): MountedSecret[] {
  const keys = new Map<string, Set<string>>();
  for (const { value } of component.variables) {
    if (value.kind !== 'secret' || value.as !== 'file') continue;
    keys.set(value.secret, (keys.get(value.secret) ?? new Set()).add(value.key));
  }
  return [...keys]
    .map(([name, set]) => ({ name, keys: [...set].sort(compareText) }))
    .sort((a, b) => compareText(a.name, b.name));
}
