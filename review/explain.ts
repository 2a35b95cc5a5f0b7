import { UserError } from '../lib/errors';
import { nearest } from '../lib/nearest';
import { deriveCapacity } from '../model/derive/capacity';
import { deriveQuota, givenQuota, type QuotaAmounts, type QuotaField } from '../model/derive/quota';
import { formatQuotaAmount, quotaSum } from '../model/derive/quota-sum';
import { layersWriting, parsePath } from '../model/load/layers';
import type { LoadedEnvironment } from '../model/load/load';
import { formatPath, nodeAt, type TreeNode, type TreePath, toPlain } from '../model/load/tree';
import type { Model } from '../model/model';
import { environment } from '../model/schema/environment';

/** One written value with the place that it came from. */
export interface ExplainedValue {
  readonly path: string;
  readonly value: unknown;
  /** `file:line:column`, or `default`. */
  readonly origin: string;
  /** Places that this value won over, strongest first. */
  readonly over: readonly { readonly value: unknown; readonly origin: string }[];
}

/** What a path of an environment is, and why. */
export interface Explanation {
  readonly environment: string;
  readonly path: string;
  readonly values: readonly ExplainedValue[];
  /** What the path comes to once references are resolved or amounts derived. */
  readonly derived: readonly { readonly name: string; readonly value: string; readonly because: string }[];
}

/** Explains a path of an environment, or of app.yaml; throws a `UserError` for a path that nothing can have. */
export function explain(loaded: LoadedEnvironment, text: string): Explanation {
  const path = parsePath(text);
  if (!path) throw new UserError(`"${text}" is not a path; write it like components.backend.replicas`);
  const values = [
    ...leaves(loaded.environment, path).map((leaf) => describe(loaded, leaf)),
    ...leaves(loaded.application, path).map((leaf) => ({ ...origin(leaf), over: [] })),
  ];
  const derived = derivedFacts(loaded.model, path);
  const shown = values.length > 0 ? values : defaults(loaded, path);
  if (shown.length === 0 && derived.length === 0) throw unknownPath(loaded, path);
  return { environment: loaded.name, path: formatPath(path), values: shown, derived };
}

interface Leaf {
  readonly path: TreePath;
  readonly node: TreeNode;
}

/** Scalars and lists below a path; a list is one value, because layers replace lists whole. */
function leaves(root: TreeNode, path: TreePath): Leaf[] {
  const node = nodeAt(root, path);
  if (!node) return [];
  if (node.kind !== 'map') return [{ path, node }];
  return [...node.entries.keys()].flatMap((key) => leaves(root, [...path, key]));
}

function origin(leaf: Leaf): Omit<ExplainedValue, 'over'> {
  const { file, line, column } = leaf.node.position;
  const place = file.startsWith('--set') ? file : `${file}:${line}:${column}`;
  return { path: formatPath(leaf.path), value: toPlain(leaf.node), origin: place };
}

function describe(loaded: LoadedEnvironment, leaf: Leaf): ExplainedValue {
  const writers = layersWriting(loaded.layers, leaf.path).reverse().slice(1);
  const over = writers.flatMap(({ layer }) => {
    const node = nodeAt(layer.root, leaf.path);
    return node ? [origin({ path: leaf.path, node })] : [];
  });
  return { ...origin(leaf), over: over.map(({ value, origin: place }) => ({ value, origin: place })) };
}

function defaults(loaded: LoadedEnvironment, path: TreePath): ExplainedValue[] {
  const parsed = environment.safeParse(toPlain(loaded.environment));
  if (!parsed.success) return [];
  let value: unknown = parsed.data;
  for (const step of path) value = isOwn(value, String(step)) ? value[String(step)] : undefined;
  return value === undefined ? [] : [{ path: formatPath(path), value: readable(value), origin: 'default', over: [] }];
}

/** Every object answers to `toString`, and nobody has written that. */
function isOwn(value: unknown, key: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

/** A parsed scalar as it would be written. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  if ('text' in value && typeof value.text === 'string') return value.text;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

const QUOTA_PATHS: Readonly<Record<QuotaField, string>> = {
  requestsCpu: 'quota.requests.cpu',
  requestsMemory: 'quota.requests.memory',
  limitsCpu: 'quota.limits.cpu',
  limitsMemory: 'quota.limits.memory',
  storage: 'quota.storage',
  claims: 'quota.persistentVolumeClaims',
  pods: 'quota.pods',
  loadBalancers: 'quota.loadBalancers',
};

function derivedFacts(model: Model, path: TreePath): Explanation['derived'] {
  const text = formatPath(path);
  if (text === 'quota' || text.startsWith('quota.')) return quotaFacts(model, text);
  return [...variableFacts(model, path), ...wordFacts(model, path)];
}

function quotaFacts(model: Model, text: string): Explanation['derived'] {
  const amounts = deriveQuota(model);
  const { quota } = model.environment;
  if (!amounts || !quota) return [];
  const capacity = deriveCapacity(model);
  const given = givenQuota(quota);
  return (Object.keys(QUOTA_PATHS) as (keyof QuotaAmounts)[])
    .filter((field) => QUOTA_PATHS[field].startsWith(text))
    .map((field) => ({
      name: QUOTA_PATHS[field],
      value: formatQuotaAmount(field, amounts[field]),
      because: `${given[field] === undefined ? 'derived' : 'given'}: ${quotaSum(capacity, field)}`,
    }));
}

function variableFacts(model: Model, path: TreePath): Explanation['derived'] {
  const [section, name, field, variable] = path;
  const component = section === 'components' ? model.components.find((each) => each.name === name) : undefined;
  if (!component || (field !== 'environment' && field !== 'buildArguments')) return [];
  const variables = field === 'environment' ? component.variables : component.buildArguments;
  return variables
    .filter((each) => variable === undefined || each.name === variable)
    .map(({ name: variableName, value }) => ({
      name: variableName,
      value: value.kind === 'literal' ? value.text : `Secret ${value.secret}, key ${value.key}`,
      because: value.kind === 'literal' ? 'resolved' : `given to the container as a ${value.as}`,
    }));
}

function wordFacts(model: Model, path: TreePath): Explanation['derived'] {
  const [section, name, field, ...rest] = path;
  const component = section === 'components' ? model.components.find((each) => each.name === name) : undefined;
  if (!component || rest.length > 0 || (field !== 'command' && field !== 'args')) return [];
  const words = component[field];
  return words === undefined ? [] : [{ name: field, value: JSON.stringify(words), because: 'resolved' }];
}

function unknownPath(loaded: LoadedEnvironment, path: TreePath): UserError {
  const parent = path.slice(0, -1);
  const siblings = [loaded.environment, loaded.application].flatMap((root) => {
    const node = nodeAt(root, parent);
    return node?.kind === 'map' ? [...node.entries.keys()] : [];
  });
  const near = nearest(String(path[path.length - 1]), siblings);
  const hint = near === undefined ? '' : `; did you mean ${formatPath([...parent, near])}?`;
  return new UserError(
    `nothing in the environment ${loaded.name} or in app.yaml has the path ${formatPath(path)}${hint}`,
  );
}
