import type { JsonSchema } from '../../model/schema/json-schema';

/** The schema with patterns that Go reads: its regular expressions have no look-around, so that those parts are left out. */
export function withGoPatterns(schema: JsonSchema): JsonSchema {
  return convert(schema) as JsonSchema;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'pattern' && typeof inner === 'string' ? goPattern(inner) : convert(inner),
    ]),
  );
}

/** A pattern that accepts the same texts and perhaps more; a slash needs no escape in Go. */
export function goPattern(pattern: string): string {
  let result = '';
  for (let index = 0; index < pattern.length; ) {
    const end = /^\(\?<?[=!]/.test(pattern.slice(index, index + 4)) ? endOfGroup(pattern, index) : index;
    if (end > index) index = end;
    else {
      const step = pattern[index] === '\\' ? 2 : 1;
      const part = pattern.slice(index, index + step);
      result += part === '\\/' ? '/' : part;
      index += step;
    }
  }
  return result;
}

function endOfGroup(pattern: string, start: number): number {
  let depth = 0;
  let inClass = false;
  for (let index = start; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === '\\') index += 1;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return pattern.length;
}
