import type { AlertDefinition } from '../alert';
import { inCluster } from '../context';

const STATE = 'kube-state-metrics';
const KUBELET = 'kubelet';

/** What is about to run out. */
export const CAPACITY: readonly AlertDefinition[] = [
  {
    name: 'QuotaAlmostFull',
    severity: 'warning',
    for: '15m',
    summary: '{{ $value | humanizePercentage }} of the quota for {{ $labels.resource }} is in use',
    impact: 'The next pod is refused without a sound: autoscaling stops, and a rollout hangs.',
    steps: [
      '`manifold explain <environment> quota` shows what needs it.',
      'Raise `quota`, or lower the maximum of an autoscaler.',
    ],
    source: STATE,
    cases: (context) =>
      context.model.environment.quota === undefined
        ? []
        : inCluster(
            context,
            `max by (namespace, resource) (kube_resourcequota{${context.all},type="used"}) / (max by (namespace, resource) (kube_resourcequota{${context.all},type="hard"}) > 0) > 0.9`,
          ),
  },
  {
    name: 'AutoscalerAtMaximum',
    severity: 'warning',
    for: '15m',
    summary: '{{ $labels.horizontalpodautoscaler }} has as many pods as it may have',
    impact: 'More load makes answers slower, and nothing starts to help.',
    steps: [
      'Look whether the load is real.',
      'Raise `autoscaling.maxReplicas`, and the quota with it (the rule `quota` says how much).',
    ],
    source: STATE,
    cases: (context) =>
      context.model.components.some(({ autoscaling }) => autoscaling !== undefined)
        ? inCluster(
            context,
            `kube_horizontalpodautoscaler_status_current_replicas{${context.all}} >= kube_horizontalpodautoscaler_spec_max_replicas{${context.all}} and kube_horizontalpodautoscaler_spec_max_replicas{${context.all}} > kube_horizontalpodautoscaler_spec_min_replicas{${context.all}}`,
          )
        : [],
  },
  {
    name: 'VolumeAlmostFull',
    severity: 'critical',
    for: '5m',
    summary: 'Volume {{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left',
    impact: 'A database on a full volume stops.',
    steps: [
      'Raise the size in the model; claims grow without a restart where the StorageClass allows it.',
      'Else delete what is not needed.',
    ],
    source: KUBELET,
    cases: (context) =>
      inCluster(
        context,
        `kubelet_volume_stats_available_bytes{${context.all}} / kubelet_volume_stats_capacity_bytes{${context.all}} < 0.1`,
      ),
  },
  {
    name: 'VolumeFillsUp',
    severity: 'warning',
    for: '1h',
    summary: 'Volume {{ $labels.persistentvolumeclaim }} is full in less than four days',
    impact: 'A database on a full volume stops.',
    steps: ['Raise the size in the model, or find what grows.'],
    source: KUBELET,
    cases: (context) =>
      inCluster(
        context,
        `predict_linear(kubelet_volume_stats_available_bytes{${context.all}}[6h], 4 * 24 * 3600) < 0 and kubelet_volume_stats_available_bytes{${context.all}} / kubelet_volume_stats_capacity_bytes{${context.all}} < 0.4`,
      ),
  },
  {
    name: 'MemoryNearLimit',
    severity: 'warning',
    for: '15m',
    summary:
      'Container {{ $labels.container }} of {{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit',
    impact: 'At 100 percent it is killed.',
    steps: ['Look for a leak, else raise `resources.limits.memory`.'],
    source: KUBELET,
    cases: (context) =>
      inCluster(
        context,
        `max by (namespace, pod, container) (container_memory_working_set_bytes{${context.all},container!=""}) / on (namespace, pod, container) max by (namespace, pod, container) (kube_pod_container_resource_limits{${context.all},resource="memory"}) > 0.9`,
      ),
  },
  {
    name: 'CpuThrottled',
    severity: 'warning',
    for: '30m',
    summary:
      'Container {{ $labels.container }} of {{ $labels.pod }} is throttled {{ $value | humanizePercentage }} of the time',
    impact: 'Answers are slow although the node has time.',
    steps: ['Raise `resources.limits.cpu` of the component.'],
    source: KUBELET,
    cases: (context) =>
      inCluster(
        context,
        `sum by (namespace, pod, container) (increase(container_cpu_cfs_throttled_periods_total{${context.all},container!=""}[5m])) / sum by (namespace, pod, container) (increase(container_cpu_cfs_periods_total{${context.all},container!=""}[5m])) > 0.5`,
      ),
  },
];
