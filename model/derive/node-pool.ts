import type { Model } from '../model';
import { deriveCapacity } from './capacity';

/** Nodes of a cluster, and what they have to hold: CPU in millicores, memory in bytes. */
export interface NodePool {
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly requestedCpuMillicores: number;
  readonly requestedMemoryBytes: number;
}

/** Share of a node that is left for workloads; the rest is for the kubelet, the system and the pods of every node. */
const USABLE = 0.8;

/** The node pool that holds all workloads at their largest, a rollout of all of them included. */
export function deriveNodePool(model: Model): NodePool {
  const { cluster } = model.environment.infrastructure;
  const { requests } = deriveCapacity(model);
  const needed = Math.max(
    Math.ceil(requests.cpuMillicores / (cluster.nodeCpuMillicores * USABLE)),
    Math.ceil(requests.memoryBytes / (cluster.nodeMemoryBytes * USABLE)),
  );
  return {
    minNodes: cluster.minNodes,
    maxNodes: cluster.maxNodes ?? Math.max(cluster.minNodes, needed),
    requestedCpuMillicores: requests.cpuMillicores,
    requestedMemoryBytes: requests.memoryBytes,
  };
}
