import type { z } from 'zod';
import { nearest } from '../../lib/nearest';
import type { Diagnostics, IssueDetails, Place } from './diagnostics';
import { nodeAt, type TreeNode, type TreePath } from './tree';

/** Any issue that zod reports. */
export type ZodIssue = z.core.$ZodIssue;

/** The parts of JSON Schema that zod generates and that matter for hints. */
export interface SchemaNode {
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

/** Turns the issues of zod into ours: the place, the value, what is allowed and the nearest key. */
export class Explainer {
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
    const node = nodeAt(this.tree, path);
    if (node?.kind === 'scalar' && node.value === null) {
      const allowed = '"" for an empty text, {} for an empty map; or leave the key out';
      this.report({ path }, { code: 'null-value', message: 'null is not allowed', value: node.text, allowed });
      return;
    }
    switch (issue.code) {
      case 'unrecognized_keys':
        for (const key of issue.keys) this.unknownKey([...path, key], key);
        return;
      case 'invalid_union':
        this.union(issue, path);
        return;
      case 'invalid_key':
        for (const inner of issue.issues)
          this.report({ path, of: 'key' }, { code: 'invalid-key', message: inner.message, ...customHints(inner) });
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
      // zod gives the path of the discriminator itself; what lacks it, or has it, is the map around it.
      this.discriminator(issue.discriminator, path.at(-1) === issue.discriminator ? path.slice(0, -1) : path);
      return;
    }
    if (nodeAt(this.tree, path) === undefined) {
      this.missing(path);
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
      this.missing(path);
      return;
    }
    const text = node?.kind === 'scalar' ? node.text : undefined;
    const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
    const near = text === undefined ? undefined : nearest(text, values);
    this.report(
      { path },
      {
        code: issue.code === 'invalid_type' ? 'invalid-type' : 'invalid-value',
        message: issue.code === 'invalid_value' ? `"${text ?? ''}" is not accepted here` : sentence(issue),
        ...(text === undefined ? {} : { value: text }),
        ...(values.length > 0 ? { allowed: values.join(', ') } : {}),
        ...(near === undefined ? {} : { nearest: near }),
        ...customHints(issue),
      },
    );
  }

  private missing(path: TreePath): void {
    const message = `missing key "${path.at(-1)}"`;
    this.report({ path, of: 'key' }, { code: 'missing-key', message, ...this.hints(path) });
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

/** What a scalar of ours says beside its message. */
function customHints(issue: ZodIssue): Pick<IssueDetails, 'allowed' | 'nearest'> {
  const { allowed, nearest: near } = issue.code === 'custom' ? (issue.params ?? {}) : {};
  return {
    ...(typeof allowed === 'string' ? { allowed } : {}),
    ...(typeof near === 'string' ? { nearest: near } : {}),
  };
}

function sentence(issue: ZodIssue): string {
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^Too small: /, '')
    .replace(/^Too big: /, '');
}
