import type { LoadOptions } from '../model/load/load';
import { openProject, type ProjectFiles } from '../model/load/project-files';
import { type Invocation, listOption, type OptionSpec, textOption } from './command';

/** Options of every command that reads a project. */
export const PROJECT_OPTIONS = {
  project: { type: 'string', short: 'p', value: 'DIR', help: 'folder with app.yaml and envs/ (default: this folder)' },
  set: {
    type: 'string',
    repeat: true,
    value: 'PATH=VALUE',
    help: 'value over all layers of the environments; may be repeated',
  },
  output: { type: 'string', short: 'o', value: 'FORMAT', choices: ['text', 'json'], help: 'text (default) or json' },
} as const satisfies Record<string, OptionSpec>;

/** Choice of environments. */
export const ENV_OPTION = {
  env: {
    type: 'string',
    short: 'e',
    repeat: true,
    value: 'NAME',
    help: 'only this environment; may be repeated (default: all)',
  },
} as const satisfies Record<string, OptionSpec>;

/** The project that the command was pointed at. */
export function projectOf(invocation: Invocation): ProjectFiles {
  return openProject(textOption(invocation, 'project') ?? '.', invocation.io.workingDirectory);
}

/** Which environments to load, and what is set over them. */
export function loadOptions(invocation: Invocation): LoadOptions {
  const environments = listOption(invocation, 'env');
  return { ...(environments.length === 0 ? {} : { environments }), set: listOption(invocation, 'set') };
}

/** Whether a machine reads the output. */
export function wantsJson(invocation: Invocation): boolean {
  return textOption(invocation, 'output') === 'json';
}

/** Writes a value as JSON to standard output. */
export function printJson(invocation: Invocation, value: unknown): void {
  invocation.io.stdout(`${JSON.stringify(value, null, 2)}\n`);
}
