import { type LoadOptions, type LoadResult, loadProject } from '../../model/load/load';
import type { ProjectFiles } from '../../model/load/project-files';

/** A project held in memory: content by path. */
export function memoryProject(files: Readonly<Record<string, string>>): ProjectFiles {
  return {
    directory: '/nowhere',
    read: (path) => (files[path] === undefined ? { kind: 'absent' } : { kind: 'found', text: files[path] }),
    list: (folder) => ({ kind: 'found', names: namesIn(folder, Object.keys(files)) }),
    problem: () => undefined,
    inputs: () => [],
    display: (path) => path,
  };
}

function namesIn(folder: string, paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1))
    .filter((name) => !name.includes('/'))
    .sort();
}

/** Loads an application with one environment named `test`. */
export function loadTexts(app: string, environment = '', options: LoadOptions = {}): LoadResult {
  return loadProject(memoryProject({ 'app.yaml': app, 'envs/test.yaml': environment }), options);
}
