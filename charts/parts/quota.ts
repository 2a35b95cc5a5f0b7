import { deriveQuota } from '../../model/derive/quota';
import type { Model } from '../../model/model';
import { formatCpu } from '../../model/schema/scalars/cpu';
import { formatMemory } from '../../model/schema/scalars/memory';

/** Hard limits of the ResourceQuota, as quantities by resource name; undefined without a quota. */
export function quotaHard(model: Model): Record<string, string> | undefined {
  const quota = deriveQuota(model);
  if (quota === undefined) return undefined;
  return {
    'requests.cpu': formatCpu(quota.requestsCpu),
    'requests.memory': formatMemory(quota.requestsMemory),
    'limits.cpu': formatCpu(quota.limitsCpu),
    'limits.memory': formatMemory(quota.limitsMemory),
    'requests.storage': formatMemory(quota.storage),
    persistentvolumeclaims: String(quota.claims),
    pods: String(quota.pods),
    'services.loadbalancers': String(quota.loadBalancers),
  };
}
