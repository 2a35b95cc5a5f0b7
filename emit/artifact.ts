import { UserError } from '../lib/errors';

/** One file of the output; the path is relative to the output folder, with `/` on every system. */
export interface Artifact {
  readonly path: string;
  readonly content: string;
}

/** Where the writer keeps the paths of its own files; without an ending that kubectl would read. */
export const fileListName = '.manifold-files';

const windowsDevice = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
const forbiddenCharacter = /[\\:*?"<>|]|\p{Cc}|\p{Cs}|[\u2028\u2029\uFEFF]/u;
const longestSegmentBytes = 255;

/** Why a path may not be written, or undefined when it may. */
export function artifactPathProblem(path: string): string | undefined {
  if (path === '') {
    return 'is empty';
  }
  if (path.startsWith('/')) {
    return 'is absolute';
  }
  if (forbiddenCharacter.test(path)) {
    return 'has a character that no file name can have on every system';
  }
  return path
    .split('/')
    .map(segmentProblem)
    .find((problem) => problem !== undefined);
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') {
    return 'has an empty part';
  }
  if (segment === '.' || segment === '..') {
    return `has the part "${segment}"`;
  }
  if (/[. ]$/.test(segment)) {
    return `has a part that ends with a dot or a space: "${segment}"`;
  }
  if (windowsDevice.test(segment)) {
    return `has a part that is a device on Windows: "${segment}"`;
  }
  return Buffer.byteLength(segment) > longestSegmentBytes
    ? `has a part longer than ${longestSegmentBytes} bytes`
    : undefined;
}

/** The artifacts by path, sorted; throws one UserError with every path that is not safe, or that cannot stand beside another. */
export function indexArtifacts(artifacts: readonly Artifact[]): ReadonlyMap<string, string> {
  const sorted = [...artifacts].sort((a, b) => (a.path < b.path ? -1 : 1));
  const problems = [...sorted.flatMap(({ path }) => pathProblems(path)), ...clashes(sorted.map(({ path }) => path))];
  if (problems.length > 0) {
    const issues = problems.map(({ path, message }) => ({
      code: 'artifact-path',
      path,
      message,
      severity: 'error' as const,
    }));
    throw new UserError(issues.map(({ message }) => message).join('\n'), { issues });
  }
  return new Map(sorted.map(({ path, content }) => [path, content]));
}

interface PathProblem {
  readonly path: string;
  readonly message: string;
}

function pathProblems(path: string): PathProblem[] {
  const problem = path === fileListName ? 'is kept for the list of files' : artifactPathProblem(path);
  return problem === undefined ? [] : [{ path, message: `the output path ${JSON.stringify(path)} ${problem}` }];
}

/** Two paths that are one file on some system, or of which one is a folder of the other. */
function clashes(paths: readonly string[]): PathProblem[] {
  const fold = (path: string) => path.normalize('NFC').toLowerCase();
  const files = new Map<string, string>();
  const problems: PathProblem[] = [];
  for (const path of paths) {
    const other = files.get(fold(path));
    if (other !== undefined) {
      problems.push({
        path,
        message: `the output paths ${JSON.stringify(other)} and ${JSON.stringify(path)} are one file`,
      });
    }
    files.set(fold(path), path);
  }
  for (const path of paths) {
    const file = parentPaths(fold(path)).find((parent) => files.has(parent));
    if (file !== undefined) {
      problems.push({
        path,
        message: `the output path ${JSON.stringify(path)} goes through the file "${files.get(file)}"`,
      });
    }
  }
  return problems;
}

/** The folders above a path, from the top: `a/b/c` gives `a` and `a/b`. */
export function parentPaths(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
