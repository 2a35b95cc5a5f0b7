import type { Change } from '../driver';
import { type ClusterObject, FROZEN, titleOf } from './objects';

/** Fields that the API server keeps for itself. */
const SERVER_FIELDS = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
]);
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What would become of live objects, as changes by kind and name; fields are paths, never values. */
export function changesBetween(live: readonly ClusterObject[], wanted: readonly ClusterObject[]): Change[] {
  const byTitle = new Map(live.map((object) => [titleOf(object), object]));
  return wanted.flatMap((object): Change[] => {
    const what = titleOf(object);
    const found = byTitle.get(what);
    if (found === undefined) return [{ action: 'create', what, fields: [] }];
    const isFrozen = found.metadata.annotations?.[FROZEN] !== undefined;
    const fields = [
      ...differentPaths(stripped(found), stripped(object), ''),
      ...(isFrozen ? ['spec.replicas (frozen by a migration)'] : []),
    ];
    return fields.length === 0 ? [] : [{ action: 'change', what, fields }];
  });
}

function stripped(object: ClusterObject): unknown {
  const { status: _status, metadata, ...rest } = object;
  const { [LAST_APPLIED]: _applied, ...annotations } = metadata.annotations ?? {};
  const kept = Object.fromEntries(Object.entries(metadata).filter(([name]) => !SERVER_FIELDS.has(name)));
  return { ...rest, metadata: { ...kept, annotations } };
}

function differentPaths(left: unknown, right: unknown, path: string): string[] {
  if (JSON.stringify(left) === JSON.stringify(right)) return [];
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right)) return [path];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return keys.flatMap((key) => differentPaths(left[key], right[key], joined(path, key, Array.isArray(left))));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function joined(path: string, key: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${key}]`;
  const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return path === '' ? name : `${path}.${name}`;
}
