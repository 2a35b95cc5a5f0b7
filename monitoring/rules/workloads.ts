import type { AlertDefinition } from '../alert';
import { inCluster } from '../context';

const SOURCE = 'kube-state-metrics';

/** Pods and what keeps them, after the Kubernetes mixin, for the namespace of one environment. */
export const WORKLOADS: readonly AlertDefinition[] = [
  {
    name: 'PodCrashLooping',
    severity: 'critical',
    for: '5m',
    summary: 'Pod {{ $labels.pod }} crashes again and again',
    impact: 'One copy less answers; with one copy, none.',
    steps: [
      'Read its last words: `kubectl logs --previous`.',
      'If it began with a release: `manifold rollback <environment>`.',
    ],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `max_over_time(kube_pod_container_status_waiting_reason{${context.all},reason="CrashLoopBackOff"}[5m]) >= 1`,
      ),
  },
  {
    name: 'PodNotReady',
    severity: 'warning',
    for: '15m',
    summary: 'Pod {{ $labels.pod }} is not ready for 15 minutes',
    impact: 'It gets no traffic; the others carry more.',
    steps: ['`kubectl describe pod` shows the failing probe, a missing image or a volume that nobody binds.'],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `sum by (namespace, pod) (kube_pod_status_ready{${context.all},condition="true"} == 0 unless on (namespace, pod) kube_pod_status_phase{${context.all},phase=~"Succeeded|Failed"} == 1) == 0`,
      ),
  },
  {
    name: 'ContainerOutOfMemory',
    severity: 'warning',
    for: '0m',
    summary: 'Container {{ $labels.container }} of {{ $labels.pod }} was killed for its memory',
    impact: 'What it was doing is lost; it starts again.',
    steps: ['Look for a leak in its memory panel.', 'Else raise `resources.limits.memory` of the component.'],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `(kube_pod_container_status_restarts_total{${context.all}} - kube_pod_container_status_restarts_total{${context.all}} offset 10m >= 1) and ignoring (reason) kube_pod_container_status_last_terminated_reason{${context.all},reason="OOMKilled"} == 1`,
      ),
  },
  {
    name: 'DeploymentReplicasMissing',
    severity: 'warning',
    for: '15m',
    summary: 'Deployment {{ $labels.deployment }} has fewer pods than it wants',
    impact: 'It has less room for load and for failures than was planned.',
    steps: ['`kubectl get events`: a quota, a full node or a failing probe keeps pods away.'],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `kube_deployment_spec_replicas{${context.all}} > kube_deployment_status_replicas_available{${context.all}}`,
      ),
  },
  {
    name: 'DeploymentRolloutStuck',
    severity: 'critical',
    for: '5m',
    summary: 'The rollout of {{ $labels.deployment }} does not go on',
    impact: 'Half of the pods are new, half are old, and it stays so.',
    steps: ['`manifold rollback <environment>`, then look at the events of the new pods.'],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `kube_deployment_status_condition{${context.all},condition="Progressing",status="false"} == 1`,
      ),
  },
  {
    name: 'StatefulSetReplicasMissing',
    severity: 'critical',
    for: '5m',
    summary: 'StatefulSet {{ $labels.statefulset }} has fewer ready pods than it wants',
    impact: 'A database or cache is down.',
    steps: ['`kubectl describe pod`: mostly a volume that cannot be attached, or a full one.'],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `kube_statefulset_replicas{${context.all}} > kube_statefulset_status_replicas_ready{${context.all}}`,
      ),
  },
  {
    name: 'JobFailed',
    severity: 'warning',
    for: '0m',
    summary: 'Job {{ $labels.job_name }} failed',
    impact: 'What it was to do is not done: a migration, a backup, a mail.',
    steps: ['Read its log: `kubectl logs job/<name>`.', 'Delete it when it is mended; the alert ends with it.'],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `kube_job_status_failed{${context.all}} > 0 unless on (namespace, job_name) kube_job_status_succeeded{${context.all}} > 0`,
      ),
  },
  {
    name: 'DisruptionBudgetUsedUp',
    severity: 'warning',
    for: '15m',
    summary: 'Fewer pods of {{ $labels.poddisruptionbudget }} are healthy than its budget wants',
    impact: 'No node can be drained: an upgrade of the cluster waits.',
    steps: ['Bring the missing pods back, or give the component more replicas.'],
    source: SOURCE,
    cases: (context) =>
      inCluster(
        context,
        `kube_poddisruptionbudget_status_current_healthy{${context.all}} < kube_poddisruptionbudget_status_desired_healthy{${context.all}}`,
      ),
  },
];
