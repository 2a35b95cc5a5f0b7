import { ALL, type AlertTest, series, seriesOf } from './alert-case';

const POD = 'pod="api-1"';
const CONTAINER = `${POD},container="api"`;
const DEPLOYMENT = 'deployment="api"';
const EXPIRES = 'certmanager_certificate_expiration_timestamp_seconds';
const READY = 'certmanager_certificate_ready_status';
/** Labels of a certificate of ours, of which Prometheus renamed the namespace, and of one of another environment. */
const RENAMED = 'name="api-tls",namespace="cert-manager",exported_namespace="shop-test"';
const ANOTHER = 'name="api-tls",namespace="cert-manager",exported_namespace="other"';
/** cert-manager runs beside us, and its metrics are of somebody else. */
const BESIDE = `name="api-tls",${ALL},exported_namespace="other"`;
const CLAIM = 'persistentvolumeclaim="data-db-0"';
const AUTOSCALER = 'horizontalpodautoscaler="api"';
const BUDGET = 'poddisruptionbudget="api"';

/** Alerts over metrics of the cluster. */
export const CLUSTER_TESTS: readonly AlertTest[] = [
  {
    alert: 'PodCrashLooping',
    at: '12m',
    fires: [
      series(
        'kube_pod_container_status_waiting_reason',
        `${CONTAINER},reason="CrashLoopBackOff"`,
        '1 _ 1 _ 1 _ 1 _ 1 _ 1 _ 1 _ 1',
      ),
    ],
    quiet: [series('kube_pod_container_status_waiting_reason', `${CONTAINER},reason="ContainerCreating"`, '1x15')],
  },
  {
    alert: 'PodNotReady',
    at: '20m',
    fires: [
      series('kube_pod_status_ready', `${POD},condition="true"`, '0x20'),
      series('kube_pod_status_phase', `${POD},phase="Succeeded"`, '0x20'),
      series('kube_pod_status_phase', `${POD},phase="Failed"`, '0x20'),
    ],
    // A pod that has ended, well or not, is not ready for good; JobFailed tells of the second.
    quiet: ['Succeeded', 'Failed'].flatMap((phase) => [
      series('kube_pod_status_ready', `pod="${phase}",condition="true"`, '0x20'),
      series('kube_pod_status_phase', `pod="${phase}",phase="Succeeded"`, phase === 'Succeeded' ? '1x20' : '0x20'),
      series('kube_pod_status_phase', `pod="${phase}",phase="Failed"`, phase === 'Failed' ? '1x20' : '0x20'),
    ]),
  },
  {
    alert: 'ContainerOutOfMemory',
    at: '15m',
    fires: [
      series('kube_pod_container_status_restarts_total', CONTAINER, '0x10 1x10'),
      series('kube_pod_container_status_last_terminated_reason', `${CONTAINER},reason="OOMKilled"`, '_x10 1x10'),
    ],
    quiet: [
      series('kube_pod_container_status_restarts_total', CONTAINER, '0x10 1x10'),
      series('kube_pod_container_status_last_terminated_reason', `${CONTAINER},reason="Error"`, '_x10 1x10'),
    ],
  },
  {
    alert: 'DeploymentReplicasMissing',
    at: '20m',
    fires: [
      series('kube_deployment_spec_replicas', DEPLOYMENT, '3x20'),
      series('kube_deployment_status_replicas_available', DEPLOYMENT, '2x20'),
    ],
    // It comes back within the time that a rollout takes.
    quiet: [
      series('kube_deployment_spec_replicas', DEPLOYMENT, '3x20'),
      series('kube_deployment_status_replicas_available', DEPLOYMENT, '2x10 3x10'),
    ],
  },
  {
    alert: 'DeploymentRolloutStuck',
    at: '10m',
    fires: [series('kube_deployment_status_condition', `${DEPLOYMENT},condition="Progressing",status="false"`, '1x10')],
    quiet: [series('kube_deployment_status_condition', `${DEPLOYMENT},condition="Progressing",status="false"`, '0x10')],
  },
  {
    alert: 'StatefulSetReplicasMissing',
    at: '10m',
    fires: [
      series('kube_statefulset_replicas', 'statefulset="db"', '1x10'),
      series('kube_statefulset_status_replicas_ready', 'statefulset="db"', '0x10'),
    ],
    quiet: [
      series('kube_statefulset_replicas', 'statefulset="db"', '1x10'),
      series('kube_statefulset_status_replicas_ready', 'statefulset="db"', '0x3 1x7'),
    ],
  },
  {
    alert: 'JobFailed',
    at: '2m',
    fires: [
      series('kube_job_status_failed', 'job_name="db-backup-1",reason="BackoffLimitExceeded"', '1x5'),
      series('kube_job_status_succeeded', 'job_name="db-backup-1"', '0x5'),
    ],
    // A pod of it failed, and the next one did it.
    quiet: [
      series('kube_job_status_failed', 'job_name="db-backup-1"', '1x5'),
      series('kube_job_status_succeeded', 'job_name="db-backup-1"', '1x5'),
    ],
  },
  {
    alert: 'DisruptionBudgetUsedUp',
    at: '20m',
    fires: [
      series('kube_poddisruptionbudget_status_current_healthy', BUDGET, '1x20'),
      series('kube_poddisruptionbudget_status_desired_healthy', BUDGET, '2x20'),
    ],
    quiet: [
      series('kube_poddisruptionbudget_status_current_healthy', BUDGET, '2x20'),
      series('kube_poddisruptionbudget_status_desired_healthy', BUDGET, '2x20'),
    ],
  },
  {
    alert: 'QuotaAlmostFull',
    at: '20m',
    fires: [
      series('kube_resourcequota', 'resource="pods",resourcequota="quota",type="used"', '19x20'),
      series('kube_resourcequota', 'resource="pods",resourcequota="quota",type="hard"', '20x20'),
    ],
    // A quota of nothing is full by intention.
    quiet: [
      series('kube_resourcequota', 'resource="pods",resourcequota="quota",type="used"', '17x20'),
      series('kube_resourcequota', 'resource="pods",resourcequota="quota",type="hard"', '20x20'),
      series('kube_resourcequota', 'resource="services.nodeports",resourcequota="quota",type="used"', '0x20'),
      series('kube_resourcequota', 'resource="services.nodeports",resourcequota="quota",type="hard"', '0x20'),
    ],
  },
  {
    alert: 'AutoscalerAtMaximum',
    at: '20m',
    fires: [
      series('kube_horizontalpodautoscaler_status_current_replicas', AUTOSCALER, '4x20'),
      series('kube_horizontalpodautoscaler_spec_max_replicas', AUTOSCALER, '4x20'),
      series('kube_horizontalpodautoscaler_spec_min_replicas', AUTOSCALER, '1x20'),
    ],
    // One that is not to scale now.
    quiet: [
      series('kube_horizontalpodautoscaler_status_current_replicas', AUTOSCALER, '4x20'),
      series('kube_horizontalpodautoscaler_spec_max_replicas', AUTOSCALER, '4x20'),
      series('kube_horizontalpodautoscaler_spec_min_replicas', AUTOSCALER, '4x20'),
    ],
  },
  {
    alert: 'VolumeAlmostFull',
    at: '10m',
    fires: [
      series('kubelet_volume_stats_available_bytes', CLAIM, '9x10'),
      series('kubelet_volume_stats_capacity_bytes', CLAIM, '100x10'),
    ],
    quiet: [
      series('kubelet_volume_stats_available_bytes', CLAIM, '11x10'),
      series('kubelet_volume_stats_capacity_bytes', CLAIM, '100x10'),
    ],
  },
  {
    alert: 'VolumeFillsUp',
    at: '8h',
    fires: [
      series('kubelet_volume_stats_available_bytes', CLAIM, '39000-10x480'),
      series('kubelet_volume_stats_capacity_bytes', CLAIM, '100000x480'),
    ],
    // As fast, and with most of it free still.
    quiet: [
      series('kubelet_volume_stats_available_bytes', CLAIM, '59000-10x480'),
      series('kubelet_volume_stats_capacity_bytes', CLAIM, '100000x480'),
    ],
  },
  {
    alert: 'MemoryNearLimit',
    at: '20m',
    fires: [
      series('container_memory_working_set_bytes', CONTAINER, '95x20'),
      series('kube_pod_container_resource_limits', `${CONTAINER},resource="memory"`, '100x20'),
    ],
    quiet: [
      series('container_memory_working_set_bytes', CONTAINER, '85x20'),
      series('kube_pod_container_resource_limits', `${CONTAINER},resource="memory"`, '100x20'),
      series('kube_pod_container_resource_limits', `${CONTAINER},resource="cpu"`, '1x20'),
    ],
  },
  {
    alert: 'CpuThrottled',
    at: '45m',
    fires: [
      series('container_cpu_cfs_throttled_periods_total', CONTAINER, '0+60x45'),
      series('container_cpu_cfs_periods_total', CONTAINER, '0+100x45'),
    ],
    quiet: [
      series('container_cpu_cfs_throttled_periods_total', CONTAINER, '0+40x45'),
      series('container_cpu_cfs_periods_total', CONTAINER, '0+100x45'),
    ],
  },
  {
    alert: 'CertificateExpires',
    at: '3h',
    // Thirteen and fifteen days after the beginning of the test.
    fires: [series(EXPIRES, 'name="api-tls"', `${13 * 86_400}x180`)],
    quiet: [series(EXPIRES, 'name="api-tls"', `${15 * 86_400}x180`)],
  },
  {
    alert: 'CertificateExpires',
    at: '3h',
    fires: [seriesOf(EXPIRES, RENAMED, `${13 * 86_400}x180`), seriesOf(EXPIRES, ANOTHER, `${12 * 86_400}x180`)],
    quiet: [seriesOf(EXPIRES, RENAMED, `${15 * 86_400}x180`), seriesOf(EXPIRES, BESIDE, `${12 * 86_400}x180`)],
  },
  {
    alert: 'CertificateNotReady',
    at: '2h',
    fires: [series(READY, 'name="api-tls",condition="False"', '1x120')],
    quiet: [series(READY, 'name="api-tls",condition="False"', '1x30 0x90')],
  },
  {
    alert: 'CertificateNotReady',
    at: '2h',
    fires: [seriesOf(READY, `${RENAMED},condition="False"`, '1x120')],
    quiet: [
      seriesOf(READY, `${RENAMED},condition="False"`, '0x120'),
      seriesOf(READY, `${BESIDE},condition="False"`, '1x120'),
    ],
  },
];
