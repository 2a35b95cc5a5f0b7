import type { Issue } from '../../lib/errors';
import { areOne } from '../../model/derive/placement';
import type { Model } from '../../model/model';
import type { Method } from '../method';
import { type Journal, migrationFolder } from './journal';

/** What a command works on: a part of an environment, by one method. */
export interface Part {
  readonly method: Method;
  readonly model: Model;
  readonly projectFolder: string;
}

/** Why a part must not be changed for the sake of a migration: one goes on, or the environment has moved away from there. */
export function migrationIssues(part: Part): readonly Issue[] {
  const { name } = part.model.environment;
  const { file, read } = migrationFolder(part.projectFolder, name);
  const journal = read();
  if (journal === undefined) return [];
  const { from, to, state } = journal;
  if (state !== 'finished') {
    const end = state === 'switching' ? `migrate back with ${command(name, to, from)}` : 'give it up with --abort';
    return [
      issue('migrating', `the migration from ${from} to ${to} is not finished (${file})`, [
        `finish it with ${command(name, from, to)}`,
        end,
      ]),
    ];
  }
  if (!isLeft(part, journal)) return [];
  return [
    issue('moved', `${name} has moved from ${from} to ${to} (${file})`, [
      `set deploy.method to ${to} in envs/${name}.yaml`,
      `go back with ${command(name, to, from)}`,
    ]),
  ];
}

/** What `placement` gives to the old method later on is not what has moved. */
function isLeft({ method, model }: Part, { from, to }: Journal): boolean {
  const { deploy, placement } = model.environment;
  if (areOne(from, to) || !areOne(method, from)) return false;
  return Object.keys(placement).length === 0 || areOne(deploy.method, from);
}

function command(environment: string, from: Method, to: Method): string {
  return `manifold migrate ${environment} --from ${from} --to ${to} --yes`;
}

function issue(code: string, what: string, choices: readonly string[]): Issue {
  return { code, path: 'deploy.method', message: `${what}: ${choices.join(', or ')}`, severity: 'error' };
}
