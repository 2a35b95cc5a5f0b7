import type { Kubectl } from './kubectl';
import type { ClusterObject } from './objects';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly image: string;
  readonly state?: {
    readonly running?: object;
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode: number };
  };
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode: number } };
}

export interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** An object with what its controller says of it; only what is read here. */
export interface Observed extends ClusterObject {
  readonly metadata: ClusterObject['metadata'] & {
    readonly ownerReferences?: readonly Owner[];
    readonly deletionTimestamp?: string;
    readonly creationTimestamp?: string;
  };
  readonly spec?: { readonly instances?: number; readonly replicas?: number; readonly nodeName?: string };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly readyInstances?: number;
    readonly updateRevision?: string;
    readonly succeeded?: number;
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** A warning of the cluster about one object. */
export interface ClusterEvent {
  readonly involvedObject: Owner;
  readonly reason: string;
  readonly message: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** What a namespace looked like at one moment. */
export interface Snapshot {
  readonly objects: readonly Observed[];
  readonly warnings: readonly ClusterEvent[];
}

const KINDS = 'deployments.apps,statefulsets.apps,replicasets.apps,jobs.batch,pods,events';

const CLUSTERS = 'clusters.postgresql.cnpg.io';

/**
 * Reads what says whether the titled workloads come up, in one request a kind. A cluster without CloudNativePG does not
 * know its kind, so that is asked for only where one is titled.
 */
export async function takeSnapshot(kubectl: Kubectl, titles: readonly string[]): Promise<Snapshot> {
  const hasClusters = titles.some((title) => title.startsWith('Cluster/'));
  const items = await kubectl.list<Observed | (ClusterEvent & { readonly kind: 'Event'; readonly type: string })>([
    'get',
    hasClusters ? `${KINDS},${CLUSTERS}` : KINDS,
  ]);
  return {
    objects: items.filter((each): each is Observed => each.kind !== 'Event'),
    warnings: items.flatMap((each) =>
      'involvedObject' in each && each.type === 'Warning' ? [each as ClusterEvent] : [],
    ),
  };
}
