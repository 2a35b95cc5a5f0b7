import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretVariablesOf, variablesFile } from '../../emit/compose/secret-files';
import { EXIT, UserError } from '../../lib/errors';
import type { Component, Model } from '../../model/model';
import { replaceFile } from '../replace-file';

/** Not for the container, which gets the variables, but for Compose alone, which reads the file as the user does. */
const MODES = { file: 0o600, folder: 0o700 };

/**
 * Writes `<component>.env` beside the secrets of an environment, with the variables that hold the value of one: derived
 * from the files of the keys, and written again when those change. Gives the names of components whose keys are not all
 * there yet, which have no file. Throws a `UserError` before anything is written when a value does not fit on a line.
 */
export function writeVariableFiles(model: Model, projectFolder: string): string[] {
  const folder = join(projectFolder, '.secrets', model.environment.name);
  const wanted = model.components
    .filter((component) => Object.keys(secretVariablesOf(component)).length > 0)
    .map((component) => ({ component, content: contentOf(component, folder) }));
  for (const { component, content } of wanted)
    if (content !== undefined) replaceFile(join(folder, variablesFile(component)), content, MODES);
  return wanted.flatMap(({ component, content }) => (content === undefined ? [component.name] : []));
}

/** Throws a `UserError` when a given value, by `secret/key`, cannot stand in the env file of a component. */
export function refuseLineEnds(model: Model, values: ReadonlyMap<string, string>): void {
  for (const component of model.components)
    for (const { secret, key } of Object.values(secretVariablesOf(component)))
      refuseLineEnd(component, `${secret}/${key}`, values.get(`${secret}/${key}`) ?? '');
}

function refuseLineEnd(component: Component, key: string, value: string): void {
  if (/[\r\n\0]/.test(value))
    throw new UserError(
      `${key} has a line end, which no env file of Compose can carry: let ${component.name} read it as a file (as: file)`,
      { exitCode: EXIT.usage },
    );
}

function contentOf(component: Component, folder: string): string | undefined {
  const lines: string[] = [];
  for (const [name, { secret, key }] of Object.entries(secretVariablesOf(component))) {
    const value = readKey(join(folder, secret, key));
    if (value === undefined) return undefined;
    refuseLineEnd(component, `${secret}/${key}`, value);
    lines.push(`${name}=${value}\n`);
  }
  return lines.join('');
}

function readKey(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? readFileSync(path, 'utf8') : undefined;
}
