import type { AlertContext } from '../alert';
import type { Panel } from './panels';

/** What is left: quota, autoscalers and volumes. */
export function capacityPanels({ all }: AlertContext): readonly Panel[] {
  return [
    {
      title: 'Use of the quota',
      unit: 'percentunit',
      queries: [
        {
          expr: `max by (resource) (kube_resourcequota{${all},type="used"}) / (max by (resource) (kube_resourcequota{${all},type="hard"}) > 0)`,
          legend: '{{resource}}',
        },
      ],
    },
    {
      title: 'Pods of autoscalers, and the most that they may have',
      unit: 'short',
      queries: [
        {
          expr: `kube_horizontalpodautoscaler_status_current_replicas{${all}}`,
          legend: '{{horizontalpodautoscaler}}',
        },
        {
          expr: `kube_horizontalpodautoscaler_spec_max_replicas{${all}}`,
          legend: '{{horizontalpodautoscaler}} at most',
        },
      ],
    },
    {
      title: 'Use of volumes',
      unit: 'percentunit',
      queries: [
        {
          expr: `1 - kubelet_volume_stats_available_bytes{${all}} / kubelet_volume_stats_capacity_bytes{${all}}`,
          legend: '{{persistentvolumeclaim}}',
        },
      ],
    },
    {
      title: 'Containers that are throttled',
      unit: 'percentunit',
      queries: [
        {
          expr: `sum by (pod, container) (rate(container_cpu_cfs_throttled_periods_total{${all},container!=""}[5m])) / sum by (pod, container) (rate(container_cpu_cfs_periods_total{${all},container!=""}[5m]))`,
          legend: '{{pod}} {{container}}',
        },
      ],
    },
  ];
}
