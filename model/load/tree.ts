import type { Position } from '../../lib/errors';

/** A YAML value that remembers where it was written. */
export type TreeNode = ScalarNode | MapNode | ListNode;

/** A scalar; `text` is the source as written, `value` what it means. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly position: Position;
  readonly value: string | number | boolean | null;
  readonly text: string;
  /** Stands for something that was refused already: nothing more is said of it. */
  readonly isRefused?: true;
}

export interface MapEntry {
  readonly keyPosition: Position;
  readonly node: TreeNode;
}

export interface MapNode {
  readonly kind: 'map';
  readonly position: Position;
  readonly entries: ReadonlyMap<string, MapEntry>;
}

export interface ListNode {
  readonly kind: 'list';
  readonly position: Position;
  readonly items: readonly TreeNode[];
}

export type TreePath = readonly (string | number)[];

/** A map node with no entries, standing at `position`. */
export function emptyMap(position: Position): MapNode {
  return { kind: 'map', position, entries: new Map() };
}

/** The plain value of a node; maps have no prototype, so no key can reach one. */
export function toPlain(node: TreeNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toPlain);
    case 'map': {
      const plain: Record<string, unknown> = {};
      for (const [key, entry] of node.entries) plain[key] = toPlain(entry.node);
      return plain;
    }
  }
}

/** The node at `path`, or undefined where the tree has none. */
export function nodeAt(root: TreeNode, path: TreePath): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const step of path) {
    if (node === undefined || node.kind === 'scalar') return undefined;
    node = node.kind === 'map' ? node.entries.get(String(step))?.node : node.items[Number(step)];
  }
  return node;
}

/** Position of the value at `path`, or of its nearest written ancestor. */
export function valuePosition(root: TreeNode, path: TreePath): Position {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node) return length === path.length ? node.position : keyPosition(root, path.slice(0, length));
  }
  return root.position;
}

/** Position of the key that ends `path`, or of the nearest written ancestor's key. */
export function keyPosition(root: TreeNode, path: TreePath): Position {
  if (path.length === 0) return root.position;
  const parent = nodeAt(root, path.slice(0, -1));
  const last = path[path.length - 1];
  if (parent?.kind === 'map') {
    const entry = parent.entries.get(String(last));
    if (entry) return entry.keyPosition;
  }
  const node = nodeAt(root, path);
  return node ? node.position : keyPosition(root, path.slice(0, -1));
}

/** `components.backend.ports[0]`; keys that are not plain words are quoted. */
export function formatPath(path: TreePath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z0-9_-]+$/.test(step)) text += text ? `.${step}` : step;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
