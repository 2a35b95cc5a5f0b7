import { loadAll } from 'js-yaml';
import type { Artifact } from '../../emit/artifact';
import { UserError } from '../../lib/errors';

/** A Kubernetes object as far as deploying looks at it. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Parts of an apply, in their order: what the next part needs to start comes before it. */
export const PHASES = ['namespace', 'foundation', 'data', 'jobs', 'workloads'] as const;

export type Phase = (typeof PHASES)[number];

/**
 * Kinds that stay when the data stays. A Cluster of CloudNativePG takes its volumes with it, and as long as it is there
 * it needs the store to which it sends its write-ahead log.
 */
export const DATA_KINDS: readonly string[] = [
  'Cluster',
  'CustomResourceDefinition',
  'Namespace',
  'ObjectStore',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ScheduledBackup',
  'Secret',
];

/** Kinds that no prune and no teardown deletes by itself: they hold data, or hold what does. */
export const KEPT_KINDS: ReadonlySet<string> = new Set([...DATA_KINDS, 'StatefulSet']);

/** The objects of manifests, in the order in which they stand there. */
export function objectsOf(artifacts: readonly Artifact[]): ClusterObject[] {
  return artifacts.flatMap(({ path, content }) => {
    const documents = loadAll(content) as (ClusterObject | null)[];
    const objects = documents.filter((each): each is ClusterObject => each !== null);
    if (objects.every(({ kind, metadata }) => typeof kind === 'string' && typeof metadata?.name === 'string'))
      return objects;
    throw new UserError(`${path} holds something that is no Kubernetes object`);
  });
}

/** Kind and name, as people write it. */
export function titleOf({
  kind,
  metadata,
}: Pick<ClusterObject, 'kind'> & { readonly metadata: { readonly name: string } }): string {
  return `${kind}/${metadata.name}`;
}

const BY_KIND: Readonly<Record<string, Phase>> = {
  Cluster: 'data',
  ScheduledBackup: 'data',
  Namespace: 'namespace',
  ResourceQuota: 'namespace',
  LimitRange: 'namespace',
  Deployment: 'workloads',
  CronJob: 'workloads',
  HorizontalPodAutoscaler: 'workloads',
  PodDisruptionBudget: 'workloads',
  Ingress: 'workloads',
  HTTPRoute: 'workloads',
};

const ROLE = 'app.kubernetes.io/component';
/** Replicas that a Deployment had before it was frozen. */
export const FROZEN = 'manifold.dev/frozen-replicas';
export const NAME_LABEL = 'app.kubernetes.io/name';

/** The part of an apply that an object belongs to; `earlyJobs` are the components whose jobs need nothing but data. */
export function phaseOf(object: ClusterObject, earlyJobs: ReadonlySet<string>): Phase {
  const { kind, metadata } = object;
  const labels = metadata.labels ?? {};
  if (kind === 'Job') return earlyJobs.has(labels[NAME_LABEL] ?? '') ? 'jobs' : 'workloads';
  if (kind === 'StatefulSet') return ['database', 'cache'].includes(labels[ROLE] ?? '') ? 'data' : 'workloads';
  return BY_KIND[kind] ?? 'foundation';
}
