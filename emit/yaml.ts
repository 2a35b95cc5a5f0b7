import { keyToYaml, type Trail, textToYaml } from './yaml-text';

// Own code and not js-yaml's `dump`, because every output passes here: 7,200 objects of 58 lines (9.8 MB) take 0.2 s, and 1.0 s with `dump`,
// with or without `scalarStyleRules` of our own, since it tries every style on every scalar before it asks them.

interface Output {
  readonly parts: string[];
  readonly trail: Trail;
}

const deepest = 200;

/** One YAML document, keys in the order given; every string is read back byte for byte by YAML 1.1 and 1.2 readers. */
export function toYaml(value: unknown): string {
  const output: Output = { parts: [], trail: [] };
  writeNode(output, value, '\n');
  output.parts.push('\n');
  return output.parts.join('');
}

/** The values as documents of one stream, joined with `---`. */
export function toYamlDocuments(values: readonly unknown[]): string {
  return values.map(toYaml).join('---\n');
}

/** `newline` is a line feed and the indentation of the node. */
function writeNode(output: Output, value: unknown, newline: string): void {
  if (typeof value === 'string') {
    output.parts.push(textToYaml(value, newline, output.trail));
  } else if (typeof value !== 'object' || value === null) {
    output.parts.push(atom(value, output.trail));
  } else {
    writeCollection(output, value, newline);
  }
}

function writeCollection(output: Output, value: object, newline: string): void {
  if (output.trail.length > deepest) {
    throw new TypeError(
      `nested deeper than ${deepest} levels, or in a circle, at ${output.trail.slice(0, 5).join('.')}`,
    );
  }
  if (Array.isArray(value)) {
    writeSequence(output, value, newline);
  } else if (Object.prototype.toString.call(value) === '[object Object]') {
    writeMapping(output, value as Record<string, unknown>, newline);
  } else {
    throw unrepresentable(value, output.trail);
  }
  if (!isFilled(value)) {
    output.parts.push(Array.isArray(value) ? '[]' : '{}');
  }
}

function writeSequence(output: Output, items: readonly unknown[], newline: string): void {
  for (let index = 0; index < items.length; index += 1) {
    output.trail.push(index);
    output.parts.push(index === 0 ? '- ' : `${newline}- `);
    writeNode(output, items[index], `${newline}  `);
    output.trail.pop();
  }
}

function writeMapping(output: Output, map: Record<string, unknown>, newline: string): void {
  let isFirst = true;
  for (const key of Object.keys(map)) {
    output.trail.push(key);
    const value = map[key];
    output.parts.push(
      isFirst ? '' : newline,
      keyToYaml(key, newline, output.trail),
      isFilled(value) ? `:${newline}  ` : ': ',
    );
    writeNode(output, value, `${newline}  `);
    output.trail.pop();
    isFirst = false;
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function atom(value: unknown, trail: Trail): string {
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  if (
    typeof value === 'number' &&
    (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value)))
  ) {
    // YAML 1.1 takes 1e-7 for a string: its numbers have a point before the exponent.
    return String(value).replace(/^(-?\d+)e/, '$1.0e');
  }
  throw unrepresentable(value, trail);
}

function unrepresentable(value: unknown, trail: Trail): TypeError {
  return new TypeError(
    `${trail.length === 0 ? 'the document' : trail.join('.')} is ${String(value)}, which has no form in YAML`,
  );
}
