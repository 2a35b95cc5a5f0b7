import type { AnyObject } from './projects';

/** A copy with another value at a path such as `a.b[0]`, whose parents exist; undefined takes the key away. */
export function changed(values: AnyObject, path: string, value: unknown): AnyObject {
  const copy = structuredClone(values);
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => at[key], copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
