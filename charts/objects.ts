import { ApiObject, type Chart } from 'cdk8s';

/** A Kubernetes object as it goes to the API server. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The objects of a chart, each with its keys in order. */
export function orderedObjectsOf(chart: Chart): KubernetesObject[] {
  return apiObjectsOf(chart).map((object) => ordered(object.toJson()));
}

/** The constructs of a chart that become objects. */
export function apiObjectsOf(chart: Chart): ApiObject[] {
  return chart.node.findAll().filter(ApiObject.isApiObject);
}

/** What an object is comes first, as people write it; everything below in the order of its keys. */
export function ordered({ apiVersion, kind, metadata, ...rest }: KubernetesObject): KubernetesObject {
  return { apiVersion, kind, metadata: sorted(metadata) as KubernetesObject['metadata'], ...(sorted(rest) as object) };
}

/** Keys in a fixed order: cdk8s leaves theirs as they come when CDK8S_DISABLE_SORT is set. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const map = value as Record<string, unknown>;
  const keys = Object.keys(map);
  if (!isSorted(keys)) keys.sort();
  const result: Record<string, unknown> = {};
  for (const key of keys) result[key] = sorted(map[key]);
  return result;
}

/** Most maps come in order, and to see that costs less than to sort them. */
function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
}
