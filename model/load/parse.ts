import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import type { Issue, Position } from '../../lib/errors';
import { emptyMap, type ListNode, type MapEntry, type MapNode, type ScalarNode, type TreeNode } from './tree';

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_NODES = 200_000;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export interface ParseResult {
  readonly root: TreeNode;
  /** False when the file is no YAML document that can be read: then the root is empty. */
  readonly isReadable: boolean;
  readonly issues: readonly Issue[];
}

/**
 * Parses one YAML 1.2 document into a tree with positions. A plain scalar becomes a number or boolean only when it
 * prints back exactly as written, so `0755`, `1e3` and `1.30` stay the strings that their author sees.
 */
export function parseYaml(source: string, file: string): ParseResult {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  let events: Event[];
  try {
    events = parseEvents(text, { filename: file });
  } catch (error) {
    if (error instanceof YAMLException)
      return { root: emptyMap(startOf(file)), isReadable: false, issues: [syntaxIssue(error, file)] };
    throw error;
  }
  return new TreeBuilder(text, file, events).build();
}

function startOf(file: string): Position {
  return { file, line: 1, column: 1 };
}

function syntaxIssue(error: YAMLException, file: string): Issue {
  const line = (error.mark?.line ?? 0) + 1;
  const column = (error.mark?.column ?? 0) + 1;
  return {
    code: 'yaml-syntax',
    path: '',
    message: `not valid YAML: ${error.reason}`,
    position: { file, line, column },
    severity: 'error',
  };
}

class TreeBuilder {
  private readonly issues: Issue[] = [];
  private readonly lineStarts: number[] = [0];
  private readonly anchors = new Map<string, TreeNode>();
  private index = 0;
  private nodes = 0;
  private readonly sizes = new Map<TreeNode, number>();
  private readonly source: string;
  private readonly file: string;
  private readonly events: readonly Event[];

  constructor(source: string, file: string, events: readonly Event[]) {
    this.source = source;
    this.file = file;
    this.events = events;
    for (let i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) this.lineStarts.push(i + 1);
  }

  build(): ParseResult {
    const documents = this.events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
    if (documents > 1) this.report('yaml-documents', 'only one YAML document is allowed in a file', startOf(this.file));
    const none = emptyMap(startOf(this.file));
    if (this.next()?.type !== EVENT_ID.DOCUMENT) return { root: none, isReadable: true, issues: this.issues };
    const peek = this.events[this.index];
    const root = peek && peek.type !== EVENT_ID.POP ? this.node() : none;
    const isReadable = this.nodes <= MAX_NODES;
    return { root: isEmpty(root) || !isReadable ? none : root, isReadable, issues: this.issues };
  }

  private next(): Event | undefined {
    return this.events[this.index++];
  }

  private node(): TreeNode {
    const event = this.next();
    if (!event) throw new Error('unexpected end of YAML events');
    if ('tagStart' in event) this.refuseTag(event);
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.remember(event, this.scalar(event));
      case EVENT_ID.MAPPING:
        return this.remember(event, this.map(this.positionOf(event.start)));
      case EVENT_ID.SEQUENCE:
        return this.remember(event, this.list(this.positionOf(event.start)));
      case EVENT_ID.ALIAS:
        return this.alias(event.anchorStart, event.anchorEnd);
      default:
        throw new Error(`unexpected YAML event ${event.type}`);
    }
  }

  private remember<T extends TreeNode>(event: { anchorStart: number; anchorEnd: number }, node: T): T {
    if (event.anchorStart >= 0) this.anchors.set(this.source.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }

  private refuseTag({ tagStart, tagEnd }: { readonly tagStart: number; readonly tagEnd: number }): void {
    if (tagStart < 0) return;
    const tag = this.source.slice(tagStart, tagEnd);
    this.report('yaml-tag', 'YAML tags are not supported', this.positionOf(tagStart), tag);
  }

  private alias(start: number, end: number): TreeNode {
    const name = this.source.slice(start, end);
    const target = this.anchors.get(name);
    const position = this.positionOf(start);
    if (!target) {
      this.report('yaml-alias', `the alias *${name} has no anchor before it`, position);
      return { kind: 'scalar', position, value: null, text: '', isRefused: true };
    }
    this.count(sizeOf(target, this.sizes), position);
    return target;
  }

  private count(added: number, position: Position): void {
    const before = this.nodes;
    this.nodes += added;
    if (before <= MAX_NODES && this.nodes > MAX_NODES)
      this.report('yaml-size', `more than ${MAX_NODES} values in one file once aliases are expanded`, position);
  }

  private map(position: Position): MapNode {
    const entries = new Map<string, MapEntry>();
    while (this.events[this.index]?.type !== EVENT_ID.POP) {
      const key = this.node();
      const node = this.node();
      const name = key.kind === 'scalar' ? (typeof key.value === 'string' ? key.value : key.text) : undefined;
      if (name === undefined) this.report('yaml-key', 'a key must be a plain word or a quoted string', key.position);
      else if (FORBIDDEN_KEYS.has(name))
        this.report('reserved-key', `"${name}" cannot be used as a key`, key.position, name);
      else if (entries.has(name))
        this.report('duplicate-key', `the key "${name}" stands here twice`, key.position, name);
      else entries.set(name, { keyPosition: key.position, node });
    }
    this.next();
    return { kind: 'map', position, entries };
  }

  private list(position: Position): ListNode {
    const items: TreeNode[] = [];
    while (this.events[this.index]?.type !== EVENT_ID.POP) items.push(this.node());
    this.next();
    return { kind: 'list', position, items };
  }

  private scalar(event: ScalarEvent): ScalarNode {
    this.count(1, startOf(this.file));
    // Quoted scalars start after their quote; an editor's cursor belongs on the quote itself.
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const start = event.valueStart >= 0 ? event.valueStart - (quoted ? 1 : 0) : this.previousEnd();
    const position = this.positionOf(start);
    const text = event.valueStart >= 0 ? getScalarValue(this.source, event) : '';
    if (text.includes('\0')) this.report('text-nul', 'text cannot contain the character NUL', position);
    if (LONE_SURROGATE.test(text))
      this.report('text-surrogate', 'text cannot contain half of a surrogate pair', position);
    return { kind: 'scalar', position, value: event.style === SCALAR_STYLE.PLAIN ? plainValue(text) : text, text };
  }

  /** An empty value has no place of its own: it is shown behind the last thing that was written. */
  private previousEnd(): number {
    for (let i = this.index - 2; i >= 0; i--) {
      const event = this.events[i];
      if (event?.type === EVENT_ID.SCALAR && event.valueEnd >= 0) return event.valueEnd;
    }
    return 0;
  }

  private positionOf(offset: number): Position {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }

  private report(code: string, message: string, position: Position, value?: string): void {
    this.issues.push({
      code,
      path: '',
      message,
      position,
      severity: 'error',
      ...(value === undefined ? {} : { value }),
    });
  }
}

function isEmpty(node: TreeNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** Size of a node with aliases expanded; remembered, because nested aliases grow it exponentially. */
function sizeOf(node: TreeNode, known: Map<TreeNode, number>): number {
  if (node.kind === 'scalar') return 1;
  const before = known.get(node);
  if (before !== undefined) return before;
  const children = node.kind === 'list' ? node.items : [...node.entries.values()].map((entry) => entry.node);
  const size = children.reduce((sum, child) => sum + sizeOf(child, known), 1);
  known.set(node, size);
  return size;
}

function plainValue(text: string): string | number | boolean | null {
  if (text === '' || text === '~' || text === 'null') return null;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (/^-?[0-9]+(\.[0-9]+)?$/.test(text)) {
    const number = Number(text);
    if (String(number) === text && (Number.isSafeInteger(number) || text.includes('.'))) return number;
  }
  return text;
}
