import { synthesize } from './emit/synth';
import { writeArtifacts } from './emit/write';
import { UserError } from './lib/errors';
import { formatIssues } from './lib/format-issues';
import { loadOrThrow } from './model/load/load';
import { openProject } from './model/load/project-files';

/** What `cdk8s synth` runs: the same as `manifold synth` in this folder. */
function main(): void {
  const { environments, issues } = loadOrThrow(openProject('.', process.cwd()));
  process.stderr.write(formatIssues(issues));
  writeArtifacts(process.env.CDK8S_OUTDIR ?? 'dist', synthesize(environments.map(({ model }) => model)));
}

try {
  main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${formatIssues(error.issues)}${error.message}\n`);
  process.exitCode = error.exitCode;
}
