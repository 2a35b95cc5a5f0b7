import { synthesize } from './emit/synth';
import { writeArtifacts } from './emit/write';
import { refuseSources } from './emit/write-place';
import { UserError } from './lib/errors';
import { formatIssues } from './lib/format-issues';
import { loadOrThrow } from './model/load/load';
import { openProject } from './model/load/project-files';

/** What `cdk8s synth` runs: the same as `manifold synth` in this folder. */
function main(): void {
  const files = openProject('.', process.cwd());
  const { environments, issues } = loadOrThrow(files);
  process.stderr.write(formatIssues(issues));
  const directory = process.env.CDK8S_OUTDIR ?? 'dist';
  refuseSources(directory, files);
  writeArtifacts(directory, synthesize(environments.map(({ model }) => model)));
}

try {
  main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${formatIssues(error.issues)}${error.message}\n`);
  process.exitCode = error.exitCode;
}
