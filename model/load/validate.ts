import type { z } from 'zod';
import { inputJsonSchema } from '../schema/json-schema';
import type { Diagnostics, Place } from './diagnostics';
import { Explainer, type SchemaNode, type ZodIssue } from './explainer';
import { LeftOut } from './left-out';
import { type TreeNode, toPlain } from './tree';

/** A document as far as it could be read. */
export interface Validated<T> {
  /** The document without the parts that were refused; undefined when too little is left. */
  readonly data: T | undefined;
  /** What was refused, unknown keys aside; what refers to it is not dangling. */
  readonly leftOut: LeftOut;
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
  if (first.success) return { data: first.data, leftOut: new LeftOut() };
  const explain = new Explainer(inputJsonSchema(schema) as SchemaNode, tree, report);
  for (const issue of first.error.issues) explain.issue(issue, []);
  const leftOut = new LeftOut();
  let error: z.ZodError = first.error;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const issue of error.issues) leaveOut(plain, issue, leftOut);
    const next = schema.safeParse(plain);
    if (next.success) return { data: next.data, leftOut };
    error = next.error;
  }
  return { data: undefined, leftOut };
}

/** Deletes what an issue refuses; of a missing key, the map that lacks it. */
function leaveOut(root: unknown, issue: ZodIssue, leftOut: LeftOut): void {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const parent = path.reduce(step, root);
    if (isRecord(parent)) for (const key of issue.keys) delete parent[key];
    return;
  }
  let target = path;
  while (
    target.length > 0 &&
    step(target.slice(0, -1).reduce(step, root), target[target.length - 1] ?? '') === undefined
  )
    target = target.slice(0, -1);
  const last = target[target.length - 1];
  const parent = target.slice(0, -1).reduce(step, root);
  if (last === undefined) return;
  leftOut.add(target);
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
