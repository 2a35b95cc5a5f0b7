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

/** Secrets that a component reads as files. */
export function mountedSecrets(component: Component): string[] {
  const names = component.variables.flatMap(({ value }) =>
    value.kind === 'secret' && value.as === 'file' ? [value.secret] : [],
  );
  return [...new Set(names)];
}
