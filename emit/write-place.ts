import * as fs from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../lib/errors';
import type { ProjectFiles } from '../model/load/project-files';

/** Refuses an output folder that would take what the model is read from along when it is swapped; call it after loading. */
export function refuseSources(outputDir: string, files: ProjectFiles): void {
  const target = realPlace(resolve(outputDir));
  const project = realPlace(files.directory);
  const refuse = (what: string): never => {
    throw new UserError(`the output folder ${outputDir} ${what}: name a folder of its own, such as dist`);
  };
  if (holds(target, project)) refuse('is or holds the project folder');
  if (['envs', realPlace(join(project, 'envs'))].some((envs) => holds(resolve(project, envs), target)))
    refuse('is or lies in envs/, where every file is an environment');
  const input = files.inputs().find((path) => holds(target, realPlace(path)) || holds(target, path));
  if (input !== undefined) refuse(`is or holds ${relative(files.directory, input)}, which the model is read from`);
}

/** Whether a path is a folder or lies below it. */
function holds(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Where a path leads once links are followed, though the end of it may not be there yet. */
function realPlace(path: string): string {
  if (fs.existsSync(path)) return fs.realpathSync(path);
  const above = dirname(path);
  return above === path ? path : join(realPlace(above), basename(path));
}
