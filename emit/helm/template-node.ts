/** Go template code that prints a whole scalar of YAML, such as `.Values.replicas | int`. */
export interface Expression {
  readonly kind: 'expression';
  readonly code: string;
}

/** Go template code that prints the YAML of a map or list in lines, which are indented where they stand. */
export interface Block {
  readonly kind: 'block';
  readonly code: string;
}

/** One key of a map; with `when`, Go template code, only where that is true. */
export interface Entry {
  readonly key: string | Expression;
  readonly node: TemplateNode;
  readonly when?: string;
  /** Printed above the key. */
  readonly comment?: string;
  /** Go template `range` clause: the entry is repeated. */
  readonly range?: string;
}

/** One item of a list, under a condition or repeated. */
export interface Item {
  readonly node: TemplateNode;
  readonly when?: string;
  readonly range?: string;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Item[];
}

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

/** A YAML value with holes that Helm fills. */
export type TemplateNode = Scalar | Expression | Block | MapNode | ListNode;

export function scalar(value: Scalar['value']): Scalar {
  return { kind: 'scalar', value };
}

export function expression(code: string): Expression {
  return { kind: 'expression', code };
}

export function block(code: string): Block {
  return { kind: 'block', code };
}

export function mapOf(entries: readonly Entry[]): MapNode {
  return { kind: 'map', entries };
}

export function listOf(items: readonly Item[]): ListNode {
  return { kind: 'list', items };
}

/** A text as a string of the Go template language: JSON writes no escape that Go does not read. */
export function goText(text: string): string {
  return JSON.stringify(text);
}
