import { resolve } from 'node:path';
import type { Artifact } from '../../emit/artifact';
import { synthesize, synthesizeManifests } from '../../emit/synth';
import { checkArtifacts, writeArtifacts } from '../../emit/write';
import { refuseSources } from '../../emit/write-place';
import { EXIT, type ExitCode, UserError } from '../../lib/errors';
import { formatIssues } from '../../lib/format-issues';
import { loadOrThrow } from '../../model/load/load';
import type { Model } from '../../model/model';
import { type Command, type Invocation, isSet, textOption } from '../command';
import { ENV_OPTION, loadOptions, PROJECT_OPTIONS, printJson, projectOf, wantsJson } from '../options';

export const synth: Command = {
  name: 'synth',
  summary: 'Write every output of every environment into dist',
  positionals: [],
  options: {
    ...PROJECT_OPTIONS,
    dir: { type: 'string', short: 'd', value: 'DIR', help: 'output folder (default: dist in the project folder)' },
    check: { type: 'boolean', help: 'write nothing; exit 3 when the output folder is not what would be written' },
    stdout: { type: 'boolean', help: 'print the manifests instead of writing files' },
    ...ENV_OPTION,
    env: { ...ENV_OPTION.env, help: 'with --stdout: only this environment; may be repeated (default: all)' },
  },
  examples: [
    'manifold synth',
    'manifold synth --check',
    'manifold synth --stdout --env staging',
    'manifold synth --project . --dir dist --output json',
  ],
  run: async (invocation) => {
    const files = projectOf(invocation);
    const stdout = isSet(invocation, 'stdout');
    const options = loadOptions(invocation);
    if (options.environments && !stdout) return refuseSubset(invocation);
    if (stdout && wantsJson(invocation))
      throw new UserError(
        'manifold synth: --stdout prints YAML, --output json says what was written: give one of them',
      );
    const { environments, issues } = loadOrThrow(files, options);
    invocation.io.stderr(formatIssues(issues));
    const models = environments.map(({ model }) => model);
    if (stdout) return print(invocation, models);
    const artifacts = synthesize(models);
    const given = textOption(invocation, 'dir');
    const directory =
      given === undefined ? resolve(files.directory, 'dist') : resolve(invocation.io.workingDirectory, given);
    refuseSources(directory, files);
    return isSet(invocation, 'check')
      ? check(invocation, directory, artifacts)
      : write(invocation, directory, artifacts);
  },
};

/** Half of an output folder would be stale, and a GitOps tool would prune the other half. */
function refuseSubset(invocation: Invocation): ExitCode {
  invocation.io.stderr('manifold synth: --env goes with --stdout; the output folder always holds every environment\n');
  return EXIT.usage;
}

function print(invocation: Invocation, models: readonly Model[]): ExitCode {
  invocation.io.stdout(
    synthesizeManifests(models)
      .map(({ content }) => content)
      .join('---\n'),
  );
  return EXIT.ok;
}

function write(invocation: Invocation, directory: string, artifacts: readonly Artifact[]): ExitCode {
  const result = writeArtifacts(directory, artifacts);
  if (wantsJson(invocation)) printJson(invocation, result);
  const counts = `${result.written.length} written, ${result.unchanged.length} unchanged, ${result.removed.length} removed`;
  invocation.io.stderr(`${counts}\n`);
  return EXIT.ok;
}

function check(invocation: Invocation, directory: string, artifacts: readonly Artifact[]): ExitCode {
  const result = checkArtifacts(directory, artifacts);
  if (wantsJson(invocation)) printJson(invocation, result);
  const lines = [
    ...result.stale.map((path) => `stale: ${path}\n`),
    ...result.missing.map((path) => `missing: ${path}\n`),
    ...result.extra.map((path) => `no longer made: ${path}\n`),
  ];
  invocation.io.stderr(lines.length === 0 ? 'up to date\n' : `${lines.join('')}run manifold synth\n`);
  return lines.length === 0 ? EXIT.ok : EXIT.findings;
}
