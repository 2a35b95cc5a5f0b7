import { formatCpu } from '../schema/scalars/cpu';
import { formatMemory } from '../schema/scalars/memory';
import type { Capacity, WorkloadCapacity } from './capacity';
import type { QuotaField } from './quota';

interface Row {
  /** Amount of one pod; absent where pods or claims themselves are counted. */
  readonly each?: (workload: WorkloadCapacity) => number;
  readonly of: (workload: WorkloadCapacity) => number;
  readonly format: (amount: number) => string;
}

const pods = (workload: WorkloadCapacity): number => workload.pods + workload.surge;

function perPod(each: (workload: WorkloadCapacity) => number, format: (amount: number) => string): Row {
  return { each, of: (workload) => pods(workload) * each(workload), format };
}

const ROWS: Readonly<Record<QuotaField, Row>> = {
  requestsCpu: perPod((workload) => workload.requests.cpuMillicores, formatCpu),
  requestsMemory: perPod((workload) => workload.requests.memoryBytes, formatMemory),
  limitsCpu: perPod((workload) => workload.limits.cpuMillicores, formatCpu),
  limitsMemory: perPod((workload) => workload.limits.memoryBytes, formatMemory),
  storage: { of: (workload) => workload.storageBytes, format: formatMemory },
  claims: { of: (workload) => workload.claims, format: String },
  pods: { of: pods, format: String },
  loadBalancers: { of: () => 0, format: String },
};

/** An amount in the notation of its field: `2150m`, `4864Mi`, `14`. */
export function formatQuotaAmount(field: QuotaField, amount: number): string {
  return ROWS[field].format(amount);
}

/** The sum behind an amount, such as `backend (3 + 1 surge) x 250m = 1; postgres 1 x 250m = 250m; together 2150m`. */
export function quotaSum(capacity: Capacity, field: QuotaField): string {
  const row = ROWS[field];
  const terms = capacity.workloads
    .filter((workload) => row.of(workload) > 0)
    .map((workload) => {
      const each = row.each?.(workload);
      if (field !== 'pods' && each === undefined) return `${workload.name} ${row.format(row.of(workload))}`;
      const count = workload.surge > 0 ? `(${workload.pods} + ${workload.surge} surge)` : `${workload.pods}`;
      return each === undefined
        ? `${workload.name} ${count}`
        : `${workload.name} ${count} x ${row.format(each)} = ${row.format(row.of(workload))}`;
    });
  const total = capacity.workloads.reduce((sum, workload) => sum + row.of(workload), 0);
  return `${terms.join('; ')}${terms.length > 0 ? '; ' : ''}together ${row.format(total)}`;
}
