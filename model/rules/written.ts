import { nodeAt, type TreeNode, type TreePath } from '../load/tree';

/** Keys and values of the map at a path as they were written; none where there is no map. */
export function writtenEntries(tree: TreeNode, path: TreePath): (readonly [string, TreeNode])[] {
  const map = nodeAt(tree, path);
  return map?.kind === 'map' ? [...map.entries].map(([key, { node }]) => [key, node] as const) : [];
}

/** Text of the scalar at a path; undefined where there is none. */
export function writtenText(tree: TreeNode, path: TreePath): string | undefined {
  const node = nodeAt(tree, path);
  return node?.kind === 'scalar' ? node.text : undefined;
}
