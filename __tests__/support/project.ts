import { type LoadOptions, type LoadResult, loadProject } from '../../model/load/load';
import type { ProjectFiles } from '../../model/load/project-files';

/** A project held in memory: content by path. */
export function memoryProject(files: Readonly<Record<string, string>>): ProjectFiles {
  return {
    directory: '/nowhere',
    read: (path) => files[path],
    display: (path) => path,
    environments: () =>
      Object.keys(files)
        .flatMap((path) => /^envs\/([^/]+)\.yaml$/.exec(path)?.[1] ?? [])
        .filter((name) => name !== 'default' && name !== 'custom')
        .sort(),
  };
}

/** Loads an application with one environment named `test`. */
export function loadTexts(app: string, environment = '', options: LoadOptions = {}): LoadResult {
  return loadProject(memoryProject({ 'app.yaml': app, 'envs/test.yaml': environment }), options);
}
