import type { Issue, Position } from '../../lib/errors';
import { parseYaml } from './parse';
import { emptyMap, keyPosition, type MapEntry, type MapNode, nodeAt, type TreeNode, type TreePath } from './tree';

/** One file of values, or one `--set`; `name` is shown to the user. */
export interface Layer {
  readonly name: string;
  readonly root: TreeNode;
  /** Whether it was YAML; otherwise the root is empty. */
  readonly isReadable: boolean;
}

/** Later wins, maps merge, lists and scalars replace; every value keeps the position of the layer it came from. */
export function mergeLayers(layers: readonly Layer[]): TreeNode {
  const start: TreeNode = emptyMap(layers[0]?.root.position ?? { file: '', line: 1, column: 1 });
  return layers.map((layer) => layer.root).reduce((below, above) => mergeNodes(below, above, []), start);
}

function mergeNodes(below: TreeNode, above: TreeNode, path: TreePath): TreeNode {
  if (below.kind !== 'map' || above.kind !== 'map' || isOtherMode(below, above, path)) return above;
  const entries = new Map<string, MapEntry>(below.entries);
  for (const [key, entry] of above.entries) {
    const covered = entries.get(key);
    entries.set(key, covered ? { ...entry, node: mergeNodes(covered.node, entry.node, [...path, key]) } : entry);
  }
  return { kind: 'map', position: above.entries.size > 0 ? above.position : below.position, entries };
}

/** A backing service in another mode has other keys: what lower layers say of the former one would be unknown. */
function isOtherMode(below: MapNode, above: MapNode, path: TreePath): boolean {
  if (path.length !== 2 || path[0] !== 'backingServices') return false;
  const mode = modeOf(above);
  return mode !== undefined && mode !== (modeOf(below) ?? 'builtin');
}

function modeOf({ entries }: MapNode): string | undefined {
  const node = entries.get('mode')?.node;
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** Every layer that writes `path`, lowest first; the last one wins unless it is a map that merges. */
export function layersWriting(layers: readonly Layer[], path: TreePath): { layer: Layer; position: Position }[] {
  return layers
    .filter((layer) => nodeAt(layer.root, path) !== undefined)
    .map((layer) => ({ layer, position: keyPosition(layer.root, path) }));
}

/** The layer of one `--set a.b.c=value`; `value` is read by the same rules as a scalar in a file. */
export function setLayer(assignment: string): { layer?: Layer; issues: readonly Issue[] } {
  const equals = assignment.indexOf('=');
  const file = `--set ${assignment}`;
  const path = equals > 0 ? parsePath(assignment.slice(0, equals)) : undefined;
  if (!path) {
    const issue: Issue = {
      code: 'set-syntax',
      path: '',
      message: 'not an assignment',
      value: assignment,
      allowed: 'path=value, for example components.backend.replicas=2',
      position: { file, line: 1, column: 1 },
      severity: 'error',
    };
    return { issues: [issue] };
  }
  const parsed = parseYaml(assignment.slice(equals + 1), file);
  const at = { file, line: 1, column: equals + 2 };
  let node: TreeNode = assignment.slice(equals + 1).trim() === '' ? emptyText(at) : parsed.root;
  for (const key of [...path].reverse()) {
    const entries: MapNode['entries'] = new Map([[key, { keyPosition: { ...at, column: 1 }, node }]]);
    node = { kind: 'map', position: { ...at, column: 1 }, entries };
  }
  return { layer: { name: '--set', root: node, isReadable: parsed.isReadable }, issues: parsed.issues };
}

function emptyText(position: Position): TreeNode {
  return { kind: 'scalar', position, value: '', text: '' };
}

/** Splits `a.b["c.d"].e`; undefined when it is not such a path. */
export function parsePath(text: string): string[] | undefined {
  const steps: string[] = [];
  const pattern = /\.?([A-Za-z0-9_-]+)|\["((?:[^"\\]|\\.)*)"\]|\[([0-9]+)\]/y;
  while (pattern.lastIndex < text.length) {
    const first = pattern.lastIndex === 0;
    const match = pattern.exec(text);
    if (!match) return undefined;
    if (match[1] !== undefined && match[0].startsWith('.') === first) return undefined;
    steps.push(match[1] ?? match[3] ?? (match[2] ?? '').replace(/\\(.)/g, '$1'));
  }
  return steps.length > 0 && !steps.some((step) => step === '__proto__' || step === 'constructor') ? steps : undefined;
}
