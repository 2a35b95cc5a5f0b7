import type { Issue } from '../../lib/errors';
import { formatPath, keyPosition, nodeAt, type TreeNode, type TreePath, valuePosition } from './tree';

/** A place in one of the two documents; `of: 'key'` points at the key itself instead of its value. */
export interface Place {
  readonly document: 'application' | 'environment';
  readonly path: TreePath;
  readonly of?: 'key' | 'value';
}

export type IssueDetails = Pick<Issue, 'code' | 'message' | 'value' | 'allowed' | 'nearest'> & {
  readonly severity?: Issue['severity'];
};

/** Collects issues and gives each the position in the file where its field was written. */
export class Diagnostics {
  private readonly trees: Readonly<Record<Place['document'], TreeNode>>;
  private readonly collected: Issue[] = [];

  constructor(trees: Readonly<Record<Place['document'], TreeNode>>) {
    this.trees = trees;
  }

  get issues(): readonly Issue[] {
    return this.collected;
  }

  report(place: Place, details: IssueDetails): void {
    const tree = this.trees[place.document];
    const node = nodeAt(tree, place.path);
    // That its key is unknown does not follow from it.
    if (node?.kind === 'scalar' && node.isRefused && details.code !== 'unknown-key') return;
    const position = place.of === 'key' ? keyPosition(tree, place.path) : valuePosition(tree, place.path);
    this.collected.push({ severity: 'error', ...details, path: formatPath(place.path), position });
  }
}

/** Drops repeats, as of one mistake in `envs/default.yaml` seen by every environment, and sorts by place. */
export function uniqueIssues(issues: readonly Issue[]): Issue[] {
  const seen = new Map<string, Issue>();
  for (const issue of issues) {
    const at = issue.position;
    const key = JSON.stringify([issue.code, issue.path, issue.message, at?.file, at?.line, at?.column]);
    if (!seen.has(key)) seen.set(key, issue);
  }
  return [...seen.values()].sort(comparePlaces);
}

function comparePlaces(a: Issue, b: Issue): number {
  const [x, y] = [a.position, b.position];
  const byFile = compareText(x?.file ?? '', y?.file ?? '');
  return byFile || (x?.line ?? 0) - (y?.line ?? 0) || (x?.column ?? 0) - (y?.column ?? 0);
}

/** Order by code unit, the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
