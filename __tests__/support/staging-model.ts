import { loadOrThrow } from '../../model/load/load';
import { openProject } from '../../model/load/project-files';
import type { Model } from '../../model/model';
import { REPOSITORY } from './command-line';

/** The example of this repository in an environment, with values set as `--set` does. */
export function exampleModel(environment: string, set: readonly string[] = []): Model {
  const model = loadOrThrow(openProject('.', REPOSITORY), { environments: [environment], set }).environments[0]?.model;
  if (model === undefined) throw new Error('there is no such environment');
  return model;
}

/** The example as it is staged. */
export function stagingModel(set: readonly string[] = []): Model {
  return exampleModel('staging', set);
}
