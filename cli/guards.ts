import { join } from 'node:path';
import type { Change } from '../deploy/driver';
import { migrationIssues } from '../deploy/migrate/moved';
import { fileListName } from '../emit/artifact';
import { checkArtifacts } from '../emit/write';
import { EXIT, type Issue, UserError } from '../lib/errors';
import { formatIssues } from '../lib/format-issues';
import type { Invocation } from './command';
import { isSet } from './command';
import type { Deployment } from './deployment';

/** More than this part of what was deployed does not disappear by mistake. */
const MOST_DELETED = 0.3;
const FEW = 5;

/** Files in dist that are not what would be deployed: what was reviewed is not what would run. */
export function staleDist({ projectFolder, driver }: Deployment): readonly Issue[] {
  const result = checkArtifacts(join(projectFolder, 'dist'), driver.artifacts);
  // Without any file of it nobody reviews dist.
  if (result.missing.includes(fileListName)) return [];
  return [...result.stale, ...result.missing]
    .filter((path) => path !== fileListName)
    .map((path) => ({
      code: 'stale-dist',
      path: `dist/${path}`,
      message: 'is not what the model gives now: run manifold synth and review it, or pass --allow-stale',
      severity: 'error',
    }));
}

/** An apply that deletes much of what there is, which is counted only where it matters. */
export async function massDeletion(
  changes: readonly Change[],
  count: () => Promise<number>,
): Promise<readonly Issue[]> {
  const deleted = changes.filter(({ action }) => action === 'delete');
  if (deleted.length <= FEW) return [];
  const size = await count();
  if (deleted.length <= size * MOST_DELETED) return [];
  return [
    {
      code: 'mass-deletion',
      path: 'deploy',
      message: `${deleted.length} of ${size} objects would be deleted: pass --yes-prune if that is meant`,
      severity: 'error',
    },
  ];
}

/** Prints warnings; throws a `UserError` when something is an error. */
export function refuse(invocation: Invocation, issues: readonly Issue[]): void {
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError('nothing was written', { issues, exitCode: EXIT.failed });
  invocation.io.stderr(formatIssues(issues));
}

/** Throws a `UserError` where the environment has moved away from one of these, or is about to move. */
export function refuseMoved(invocation: Invocation, deployments: readonly Deployment[]): void {
  refuse(invocation, deployments.flatMap(migrationIssues));
}

/** Asks for a yes; where nobody can answer, `--yes` has to be there. */
export async function confirm(invocation: Invocation, question: string): Promise<void> {
  if (isSet(invocation, 'yes')) return;
  const { ask } = invocation.io;
  if (ask === undefined) throw new UserError('nobody is there to confirm it: pass --yes');
  if (!/^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim()))
    throw new UserError('nothing was written', { exitCode: EXIT.failed });
}

/** Asks for a name to be typed; where nobody can, the option `confirm` has to hold it. */
export async function confirmName(invocation: Invocation, name: string): Promise<void> {
  const given = invocation.options.confirm;
  const { ask } = invocation.io;
  if (given === undefined && ask === undefined)
    throw new UserError(`nobody is there to confirm it: pass --confirm ${name}`);
  const typed = typeof given === 'string' ? given : await ask?.(`Type the name of the environment to go on: `);
  if (typed?.trim() !== name)
    throw new UserError(`"${typed?.trim()}" is not ${name}: nothing was written`, { exitCode: EXIT.failed });
}
