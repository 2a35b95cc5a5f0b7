import type { CnpgService } from '../../model/derive/hosting';
import type { AlertContext } from '../alert';
import { cnpgInstances } from '../context';
import type { Panel } from './panels';

/** One PostgreSQL of CloudNativePG, by what its instances say of themselves, and what they use. */
export function cnpgPanels(context: AlertContext, service: CnpgService): readonly Panel[] {
  const of = cnpgInstances(context, service);
  return [
    {
      title: 'Instances that run',
      unit: 'short',
      isNumber: true,
      queries: [{ expr: `sum(cnpg_collector_up{${of}})`, legend: 'instances' }],
    },
    ...(service.hosting.backup === undefined ? [] : archivePanels(of)),
    {
      title: 'How far replicas are behind',
      unit: 's',
      queries: [{ expr: `max by (pod) (cnpg_pg_replication_lag{${of}})`, legend: '{{pod}}' }],
    },
    ...usePanels(context, service),
  ];
}

/** A time is -1 before the first one. */
function archivePanels(of: string): readonly Panel[] {
  const since = (metric: string): string => `time() - max(${metric}{${of}} > 0)`;
  return [
    {
      title: 'Since the last base backup',
      unit: 's',
      isNumber: true,
      queries: [
        { expr: since('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp'), legend: 'base backup' },
      ],
    },
    {
      title: 'Since the write-ahead log was archived, and failed to be',
      unit: 's',
      queries: [
        { expr: since('cnpg_pg_stat_archiver_last_archived_time'), legend: 'archived' },
        { expr: since('cnpg_pg_stat_archiver_last_failed_time'), legend: 'failed' },
      ],
    },
  ];
}

function usePanels(context: AlertContext, service: CnpgService): readonly Panel[] {
  const of = `${cnpgInstances(context, service)},container="postgres"`;
  const claims = `${context.all},persistentvolumeclaim=~"${service.name}-[0-9]+"`;
  return [
    {
      title: 'CPU, and its limit',
      unit: 'short',
      queries: [
        { expr: `sum by (pod) (rate(container_cpu_usage_seconds_total{${of}}[5m]))`, legend: '{{pod}}' },
        { expr: `max(kube_pod_container_resource_limits{${of},resource="cpu"})`, legend: 'limit' },
      ],
    },
    {
      title: 'Memory, and its limit',
      unit: 'bytes',
      queries: [
        { expr: `sum by (pod) (container_memory_working_set_bytes{${of}})`, legend: '{{pod}}' },
        { expr: `max(kube_pod_container_resource_limits{${of},resource="memory"})`, legend: 'limit' },
      ],
    },
    {
      title: 'Use of volumes',
      unit: 'percentunit',
      queries: [
        {
          expr: `1 - kubelet_volume_stats_available_bytes{${claims}} / kubelet_volume_stats_capacity_bytes{${claims}}`,
          legend: '{{persistentvolumeclaim}}',
        },
      ],
    },
  ];
}
