import type { Command, OptionSpec } from './command';

/** The list of commands. */
export function overview(commands: readonly Command[], version: string): string {
  return [
    `manifold ${version}: one model of an application, every way to deploy it`,
    '',
    'Usage: manifold <command> [options]',
    '',
    'Commands:',
    ...rowsOf(commands),
    '',
    'Run "manifold <command> --help" for its options and examples.',
    'Exit codes: 0 fine, 1 failed, 2 usage or invalid input, 3 findings or differences, 4 locked by another.',
    '',
  ].join('\n');
}

/** The commands that begin with one word. */
export function groupHelp(name: string, commands: readonly Command[]): string {
  return [
    `Usage: manifold ${name} <command> [options]`,
    '',
    'Commands:',
    ...rowsOf(commands),
    '',
    `Run "manifold ${name} <command> --help" for its options and examples.`,
    '',
  ].join('\n');
}

function rowsOf(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map((command) => command.name.length));
  return commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
}

/** Everything about one command. */
export function commandHelp(command: Command): string {
  const positionals = command.positionals.map(
    (spec) => `${spec.required ? `<${spec.name}>` : `[${spec.name}]`}${spec.repeat === true ? '...' : ''}`,
  );
  const usage = ['Usage: manifold', command.name, ...positionals, '[options]'].join(' ');
  const options = Object.entries(command.options).map(([name, spec]) => [optionLabel(name, spec), spec.help] as const);
  const rows = [
    ...command.positionals.map((spec) => [`<${spec.name}>`, spec.help] as const),
    ...options,
    ['-h, --help', 'this help'] as const,
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    command.summary,
    '',
    usage,
    '',
    ...rows.map(([label, help]) => `  ${label.padEnd(width)}  ${help}`),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

function optionLabel(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '    ' : `-${spec.short}, `;
  return `${short}--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`;
}
