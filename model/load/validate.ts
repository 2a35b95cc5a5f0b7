import type { z } from 'zod';
import { nearest } from '../../lib/nearest';
import { inputJsonSchema } from '../schema/json-schema';
import type { Diagnostics, IssueDetails, Place } from './diagnostics';
import { nodeAt, toPlain, type TreeNode, type TreePath } from './tree';

type ZodIssue = z.core.$ZodIssue;

/** A document as far as it could be read. */
export interface Validated<T> {
  /** The document without the parts that were refused; undefined when too little is left. */
  readonly data: T | undefined;
  /** Names of keys whose value was left out because of an error; what refers to them is not dangling. */
  readonly pruned: ReadonlySet<string>;
  /** Whether nothing but unknown keys was left out, so that all values are what the user wrote. */
  readonly complete: boolean;
}

/** Rounds of leaving out refused parts: each may uncover that a parent lost a key that it must have. */
const MAX_ROUNDS = 6;

/** Parses a document against a schema and reports every problem with its place; goes on with the parts that are right. */
export function validateDocument<S extends z.ZodType>(
  schema: S,
  tree: TreeNode,
  report: { readonly diagnostics: Diagnostics; readonly document: Place['document'] },
): Validated<z.output<S>> {
  const plain = toPlain(tree);
  const first = schema.safeParse(plain);
  if (first.success) return { data: first.data, pruned: new Set(), complete: true };
  const explain = new Explainer(inputJsonSchema(schema) as SchemaNode, tree, report);
  for (const issue of first.error.issues) explain.issue(issue, []);
  const pruned = new Set<string>();
  let error: z.ZodError = first.error;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const issue of error.issues) leaveOut(plain, issue, pruned);
    const next = schema.safeParse(plain);
    if (next.success) return { data: next.data, pruned, complete: pruned.size === 0 };
    error = next.error;
  }
  return { data: undefined, pruned, complete: false };
}

/** Deletes what an issue refuses; of a missing key, the map that lacks it. */
function leaveOut(root: unknown, issue: ZodIssue, pruned: Set<string>): void {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const parent = path.reduce(step, root);
    if (isRecord(parent)) for (const key of issue.keys) delete parent[key];
    return;
  }
  let target = path;
  while (target.length > 0 && step(target.slice(0, -1).reduce(step, root), target[target.length - 1] ?? '') === undefined)
    target = target.slice(0, -1);
  const last = target[target.length - 1];
  const parent = target.slice(0, -1).reduce(step, root);
  if (last === undefined) return;
  for (const name of target) pruned.add(name);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isRecord(parent)) delete parent[last];
}

function step(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parts of JSON Schema that zod generates and that matter for hints. */
interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly type?: string;
  readonly description?: string;
}

class Explainer {
  private readonly shape: SchemaNode;
  private readonly tree: TreeNode;
  private readonly to: { readonly diagnostics: Diagnostics; readonly document: Place['document'] };

  constructor(shape: SchemaNode, tree: TreeNode, to: Explainer['to']) {
    this.shape = shape;
    this.tree = tree;
    this.to = to;
  }

  issue(issue: ZodIssue, base: TreePath): void {
    const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
    switch (issue.code) {
      case 'unrecognized_keys':
        for (const key of issue.keys) this.unknownKey([...path, key], key);
        return;
      case 'invalid_union':
        this.union(issue, path);
        return;
      case 'invalid_key':
        for (const inner of issue.issues) this.report({ path, of: 'key' }, { code: 'invalid-key', message: inner.message });
        return;
      case 'invalid_element':
        for (const inner of issue.issues) this.issue(inner, path);
        return;
      default:
        this.value(issue, path);
    }
  }

  private unknownKey(path: TreePath, key: string): void {
    const known = this.knownKeys(path.slice(0, -1));
    const near = nearest(key, known);
    this.report(
      { path, of: 'key' },
      {
        code: 'unknown-key',
        message: `unknown key "${key}"`,
        value: key,
        ...(known.length === 0 ? {} : { allowed: known.join(', ') }),
        ...(near === undefined ? {} : { nearest: near }),
      },
    );
  }

  private union(issue: Extract<ZodIssue, { code: 'invalid_union' }>, path: TreePath): void {
    if (issue.discriminator) {
      this.discriminator(issue.discriminator, path);
      return;
    }
    const options = issue.errors.filter((errors) => errors.length > 0);
    const isWrongType = (errors: ZodIssue[]): boolean =>
      errors.some((error) => error.code === 'invalid_type' && error.path.length === 0);
    // A union says that nothing fitted; the branch of the right type says what to mend.
    const fitting = options.filter((errors) => !isWrongType(errors));
    const best = fitting.sort((a, b) => unknownKeys(a) - unknownKeys(b))[0];
    if (best) for (const error of best) this.issue(error, path);
    else this.report({ path }, { code: 'invalid-type', message: 'not one of the accepted types', ...this.hints(path) });
  }

  private discriminator(field: string, path: TreePath): void {
    const allowed = this.options(path).flatMap((option) => {
      const value = option.properties?.[field]?.const;
      return typeof value === 'string' ? [value] : [];
    });
    const written = nodeAt(this.tree, [...path, field]);
    const text = written?.kind === 'scalar' ? written.text : undefined;
    const near = text === undefined ? undefined : nearest(text, allowed);
    this.report(text === undefined ? { path, of: 'key' } : { path: [...path, field] }, {
      code: text === undefined ? 'missing-key' : 'invalid-value',
      message: text === undefined ? `missing key "${field}"` : `"${text}" is not a ${field} that can be used here`,
      ...(text === undefined ? {} : { value: text }),
      allowed: allowed.join(', '),
      ...(near === undefined ? {} : { nearest: near }),
    });
  }

  private value(issue: ZodIssue, path: TreePath): void {
    const node = nodeAt(this.tree, path);
    if (node === undefined && issue.code === 'invalid_type') {
      const key = String(path[path.length - 1]);
      this.report({ path, of: 'key' }, { code: 'missing-key', message: `missing key "${key}"`, ...this.hints(path) });
      return;
    }
    const text = node?.kind === 'scalar' ? node.text : undefined;
    const params = issue.code === 'custom' ? (issue.params ?? {}) : {};
    const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
    const near = text === undefined ? undefined : nearest(text, values);
    this.report({ path }, {
      code: issue.code === 'invalid_type' ? 'invalid-type' : 'invalid-value',
      message: issue.code === 'invalid_value' ? `"${text ?? ''}" is not accepted here` : sentence(issue),
      ...(text === undefined ? {} : { value: text }),
      ...(values.length > 0 ? { allowed: values.join(', ') } : {}),
      ...(near === undefined ? {} : { nearest: near }),
      ...(typeof params.allowed === 'string' ? { allowed: params.allowed } : {}),
      ...(typeof params.nearest === 'string' ? { nearest: params.nearest } : {}),
    });
  }

  private hints(path: TreePath): Partial<IssueDetails> {
    const description = this.options(path).find((option) => option.description)?.description;
    return description === undefined ? {} : { allowed: description };
  }

  private knownKeys(path: TreePath): string[] {
    return [...new Set(this.options(path).flatMap((option) => Object.keys(option.properties ?? {})))];
  }

  /** Every schema that may apply at `path`; of a union with a written discriminator, only the branch it names. */
  private options(path: TreePath): SchemaNode[] {
    let options = this.expand(this.shape, []);
    path.forEach((step, index) => {
      const next = options.flatMap((option) => child(option, step));
      options = next.flatMap((option) => this.expand(option, path.slice(0, index + 1)));
    });
    return options;
  }

  private expand(schema: SchemaNode, path: TreePath): SchemaNode[] {
    if (schema.$ref) {
      const target = this.shape.$defs?.[schema.$ref.replace('#/$defs/', '')];
      return target ? this.expand(target, path) : [];
    }
    const branches = schema.anyOf ?? schema.oneOf;
    if (!branches) return [schema];
    const all = branches.flatMap((branch) => this.expand(branch, path));
    const named = all.filter((branch) => this.isNamed(branch, path));
    return named.length > 0 ? named : all;
  }

  private isNamed(branch: SchemaNode, path: TreePath): boolean {
    return Object.entries(branch.properties ?? {}).some(([key, property]) => {
      const node = nodeAt(this.tree, [...path, key]);
      return property.const !== undefined && node?.kind === 'scalar' && node.value === property.const;
    });
  }

  private report(at: { readonly path: TreePath; readonly of?: 'key' }, details: IssueDetails): void {
    this.to.diagnostics.report({ document: this.to.document, ...at }, details);
  }
}

function child(schema: SchemaNode, step: string | number): SchemaNode[] {
  if (typeof step === 'number') return schema.items ? [schema.items] : [];
  const property = schema.properties?.[step];
  if (property) return [property];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

function unknownKeys(errors: readonly ZodIssue[]): number {
  return errors.filter((error) => error.code === 'unrecognized_keys').length;
}

function sentence(issue: ZodIssue): string {
  return issue.message.replace(/^Invalid input: /, '').replace(/^Too small: /, '').replace(/^Too big: /, '');
}
