import { argv } from 'node:process';
import type { Method } from '../../../deploy/method';
import { migrate } from '../../../deploy/migrate/migrate';
import { storesOf } from '../../../deploy/migrate/stores';
import { thisRun } from '../../../deploy/release/identity';
import { UserError } from '../../../lib/errors';
import { loadOrThrow } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import { dockerRunning } from './docker-running';

/** What the child process shall do, as JSON in its first argument. */
export interface MigrateTask {
  readonly project: string;
  readonly environment: string;
  /** Compose project and the method it stands for. */
  readonly source: readonly [string, Method];
  readonly target: readonly [string, Method];
}

async function main({ project, environment, source, target }: MigrateTask): Promise<void> {
  const files = openProject(project, project);
  const model = loadOrThrow(files, { environments: [environment], set: [] }).environments[0]?.model;
  if (model === undefined) throw new Error(`no ${environment}`);
  const result = await migrate({
    model,
    project,
    source: dockerRunning(...source),
    target: dockerRunning(...target),
    stores: storesOf(model.backingServices).stores,
    locks: [],
    holder: thisRun(() => new Date()),
    signal: new AbortController().signal,
    now: () => new Date(),
    progress: (line) => process.stdout.write(`${Date.now()} ${line}\n`),
  });
  process.stdout.write(`${Date.now()} end\n${JSON.stringify(result)}\n`);
}

const given = argv[2];
if (given !== undefined)
  main(JSON.parse(given)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = error instanceof UserError ? error.exitCode : 70;
  });
