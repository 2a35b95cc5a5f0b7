import type { Value, ValueMap } from './value';

/** What `wanted` sets otherwise than `base`: maps are merged by Helm, lists and texts replaced, and null takes a key away. */
export function differences(base: ValueMap, wanted: ValueMap): ValueMap {
  const result: Record<string, Value> = {};
  for (const key of Object.keys(wanted)) {
    const value = wanted[key] as Value;
    const before = base[key];
    if (isMap(value) && isMap(before)) {
      const inner = differences(before, value);
      if (Object.keys(inner).length > 0) result[key] = inner;
    } else if (JSON.stringify(value) !== JSON.stringify(before)) result[key] = value;
  }
  for (const key of Object.keys(base)) if (!(key in wanted) && base[key] !== null) result[key] = null;
  return result;
}

/** All keys of both, with the values of `over` where both have one. */
export function merge(under: ValueMap, over: ValueMap): ValueMap {
  const result: Record<string, Value> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = under[key];
    result[key] = isMap(value) && isMap(before) ? merge(before, value) : value;
  }
  return result;
}

function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
