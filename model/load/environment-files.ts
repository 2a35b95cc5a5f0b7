import type { Issue, Position } from '../../lib/errors';
import { nearest } from '../../lib/nearest';
import { CLOUD_DEFAULTS } from '../derive/clouds';
import { dnsLabel } from '../schema/scalars/names';
import type { ProjectFiles } from './project-files';

const SHARED_LAYERS: readonly string[] = ['default', 'custom'];
const ENDING = '.yaml';

/** The environments of a project, and what is wrong with the files in envs/. */
export interface EnvironmentFiles {
  readonly names: readonly string[];
  readonly issues: readonly Issue[];
}

/** Finds the environments: the files in envs/ that are no shared layer. A file that seems to be one and is none is an error. */
export function findEnvironments(files: ProjectFiles): EnvironmentFiles {
  const issues: Issue[] = [];
  const layers = layerNames(files, 'envs', issues).filter((name) => !SHARED_LAYERS.includes(name));
  const names = layers.filter((name) => {
    const issue = nameIssue(files, name);
    if (issue !== undefined) issues.push(issue);
    return issue === undefined;
  });
  for (const name of layerNames(files, 'envs/clouds', issues)) issues.push(...cloudIssue(files, name));
  layerNames(files, 'envs/outputs', issues);
  return { names, issues };
}

/** Names of the files in a folder that can be layers; hidden files are those of editors and operating systems. */
function layerNames(files: ProjectFiles, folder: string, issues: Issue[]): string[] {
  const listed = files.list(folder);
  if (listed.kind === 'unreadable') issues.push(unreadable(`the folder ${listed.why}`, startOf(files, folder)));
  if (listed.kind !== 'found') return [];
  return listed.names
    .filter((name) => !name.startsWith('.') && /\.ya?ml$/i.test(name))
    .flatMap((name) => {
      const issue = fileIssue(files, `${folder}/${name}`);
      if (issue !== undefined) issues.push(issue);
      return issue === undefined ? [name.slice(0, -ENDING.length)] : [];
    });
}

function fileIssue(files: ProjectFiles, path: string): Issue | undefined {
  const position = startOf(files, path);
  if (!path.endsWith(ENDING)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const wanted = name.replace(/\.ya?ml$/i, ENDING);
    const message = `only files that end in ${ENDING} are read: rename it to ${wanted}`;
    return { ...error('file-ending', message), value: name, allowed: ENDING, nearest: wanted, position };
  }
  const why = files.problem(path);
  return why === undefined ? undefined : unreadable(`the file ${why}`, position);
}

/** Something that is there and cannot be read is never taken for something that is not there. */
export function unreadable(message: string, position: Position): Issue {
  return { ...error('file-unreadable', message), position };
}

/** The name becomes that of labels, namespaces, Compose projects and files. */
function nameIssue(files: ProjectFiles, name: string): Issue | undefined {
  const [issue] = dnsLabel.safeParse(name).error?.issues ?? [];
  if (issue === undefined) return undefined;
  const { allowed, nearest: near } = issue.code === 'custom' ? (issue.params ?? {}) : {};
  return {
    ...error('environment-name', `the name of an environment: ${issue.message}`),
    value: name,
    ...(typeof allowed === 'string' ? { allowed } : {}),
    ...(typeof near === 'string' ? { nearest: near } : {}),
    position: startOf(files, `envs/${name}${ENDING}`),
  };
}

function cloudIssue(files: ProjectFiles, name: string): Issue[] {
  const known = Object.keys(CLOUD_DEFAULTS);
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  return [
    {
      ...error('unknown-cloud', `no environment reads this layer: "${name}" is no provider`),
      severity: 'warning',
      value: name,
      allowed: known.join(', '),
      ...(near === undefined ? {} : { nearest: near }),
      position: startOf(files, `envs/clouds/${name}${ENDING}`),
    },
  ];
}

function error(code: string, message: string): Issue {
  return { code, path: '', message, severity: 'error' };
}

function startOf(files: ProjectFiles, path: string): Position {
  return { file: files.display(path), line: 1, column: 1 };
}
