import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildObjects } from '../../charts/build';
import { loadOrThrow } from '../../model/load/load';
import { openProject } from '../../model/load/project-files';
import type { Model } from '../../model/model';
import { REPOSITORY } from './command-line';

/** Fixtures that must be refused, and so have no output. */
const REFUSED = new Set(['pfm-first-quotas']);

/** The application of this repository and every fixture: name and folder. */
export const PROJECTS: readonly { readonly name: string; readonly folder: string }[] = [
  { name: 'pfm', folder: REPOSITORY },
  ...readdirSync(join(REPOSITORY, '__tests__', 'fixtures'))
    .filter((name) => !REFUSED.has(name))
    .sort()
    .map((name) => ({ name, folder: join(REPOSITORY, '__tests__', 'fixtures', name) })),
];

/** The models of every environment of a project, with assignments `path=value` over all files. */
export function modelsOf(folder: string, set: readonly string[] = []): Model[] {
  return loadOrThrow(openProject(folder, folder), { set }).environments.map(({ model }) => model);
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach into manifests of every kind
export type AnyObject = any;

/** Every environment of every project with its objects, as rows of a table. */
export const ENVIRONMENTS: readonly (readonly [string, Model, AnyObject[]])[] = PROJECTS.flatMap(({ name, folder }) =>
  modelsOf(folder).map((model) => [`${name} ${model.environment.name}`, model, buildObjects(model)] as const),
);
