import type { Component, Model } from '../../model/model';

/** Variable of `.env` with the folder of the secrets of this environment, relative to compose.yaml. */
export const SECRETS_DIR = 'SECRETS_DIR';

/** Folder of the secrets when dist lies in the project folder. */
export function defaultSecretsDir(model: Model): string {
  return `../../../.secrets/${model.environment.name}`;
}

/** A file below the folder of the secrets, as Compose reads it: the variable, or else the default. */
export function secretPath(model: Model, file: string): string {
  return `\${${SECRETS_DIR}:-${defaultSecretsDir(model)}}/${file}`;
}

/** Name of a key of a secret among the secrets of a project. */
export function secretSource(secret: string, key: string): string {
  return `${secret}.${key}`;
}

/** Variables of a component that hold the value of a secret, by name. */
export function secretVariablesOf(component: Component): Record<string, { secret: string; key: string }> {
  return Object.fromEntries(
    component.variables.flatMap(({ name, value }) =>
      value.kind === 'secret' && value.as === 'value' ? [[name, { secret: value.secret, key: value.key }]] : [],
    ),
  );
}

/** File with those variables, below the folder of the secrets. */
export function variablesFile(component: Component): string {
  return `${component.name}.env`;
}
