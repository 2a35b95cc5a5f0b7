import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { isClaimed, isStateful, maxPods } from '../model/derive/capacity';
import { selectorLabels } from '../model/derive/labels';
import type { Component, Port } from '../model/model';
import { isAtLeast } from '../model/schema/scalars/kubernetes-version';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { addClaims, claimTemplates } from './parts/claims';
import { componentLabels, componentPod, DRAIN_SECONDS, drains } from './parts/pod';
import { addCronJob, addJob } from './parts/runs';

/** Old ReplicaSets to keep: enough to roll back, few enough to read. */
const REVISION_HISTORY = 5;
/** A rollout that makes no progress for this long is reported as failed. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** Deployments, StatefulSets, Jobs and CronJobs of the components, with their Services, autoscalers and disruption budgets. */
export class WorkloadsChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    for (const component of props.model.components) this.add(component);
  }

  private add(component: Component): void {
    const stateful = isStateful(component);
    addClaims(this, component, (name) => this.componentMeta(component, name));
    // A StatefulSet names a Service even when it listens on nothing.
    if (component.ports.length > 0 || stateful) this.service(component, stateful);
    const pod = componentPod(this.model, component);
    if (component.kind === 'job') addJob(this, component, { pod, meta: (name) => this.componentMeta(component, name) });
    else if (component.kind === 'cron') addCronJob(this, component, { pod, metadata: this.componentMeta(component) });
    else this.longRunning(component, pod, stateful);
  }

  private longRunning(component: Component, template: k8s.PodTemplateSpec, stateful: boolean): void {
    const workload = stateful ? this.statefulSet(component, template) : this.deployment(component, template);
    if (drains(component) && isAtLeast(this.model.environment.kubernetesVersion, '1.30'))
      workload.addJsonPatch(
        // The sleep action is newer than the 1.28 types, whose own classes would drop it again: hence ApiObject.
        JsonPatch.add('/spec/template/spec/containers/0/lifecycle', { preStop: { sleep: { seconds: DRAIN_SECONDS } } }),
      );
    if (component.autoscaling) this.autoscaler(component, stateful ? 'StatefulSet' : 'Deployment');
    if (maxPods(component) > 1) this.disruptionBudget(component);
  }

  private componentMeta(component: Component, name = component.name): ReturnType<EnvironmentChart['meta']> {
    return this.meta(name, { labels: componentLabels(this.model, component) });
  }

  /** Beside an autoscaler there is no `replicas`: each apply would undo what the autoscaler did. */
  private replicas(component: Component): { replicas?: number } {
    return component.autoscaling ? {} : { replicas: component.replicas };
  }

  private deployment(component: Component, template: k8s.PodTemplateSpec): ApiObject {
    const { rollout } = component;
    const props: k8s.KubeDeploymentProps = {
      metadata: this.componentMeta(component),
      spec: {
        ...this.replicas(component),
        revisionHistoryLimit: REVISION_HISTORY,
        progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: {
            maxSurge: toIntOrString(rollout.maxSurge),
            maxUnavailable: toIntOrString(rollout.maxUnavailable),
          },
        },
        selector: { matchLabels: selectorLabels(this.model, component.name) },
        template,
      },
    };
    return new ApiObject(this, component.name, k8s.KubeDeployment.manifest(props));
  }

  private statefulSet(component: Component, template: k8s.PodTemplateSpec): ApiObject {
    const props: k8s.KubeStatefulSetProps = {
      metadata: this.componentMeta(component),
      spec: {
        ...this.replicas(component),
        serviceName: component.name,
        revisionHistoryLimit: REVISION_HISTORY,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        selector: { matchLabels: selectorLabels(this.model, component.name) },
        template,
        volumeClaimTemplates: claimTemplates(
          component.volumes.filter((volume) => !isClaimed(component, volume)),
          componentLabels(this.model, component),
        ),
      },
    };
    return new ApiObject(this, component.name, k8s.KubeStatefulSet.manifest(props));
  }

  private service(component: Component, headless: boolean): void {
    new k8s.KubeService(this, `${component.name}.service`, {
      metadata: this.componentMeta(component),
      spec: {
        type: 'ClusterIP',
        ...(headless ? { clusterIp: 'None' } : {}),
        selector: selectorLabels(this.model, component.name),
        ...(component.ports.length === 0 ? {} : { ports: component.ports.map(servicePort) }),
      },
    });
  }

  private autoscaler(component: Component, kind: 'Deployment' | 'StatefulSet'): void {
    const { autoscaling } = component;
    if (!autoscaling) return;
    const metric = (name: string, target: number | undefined): k8s.MetricSpecV2[] =>
      target === undefined
        ? []
        : [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: target } } }];
    new k8s.KubeHorizontalPodAutoscalerV2(this, `${component.name}.autoscaler`, {
      metadata: this.componentMeta(component),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind, name: component.name },
        minReplicas: autoscaling.minReplicas,
        maxReplicas: autoscaling.maxReplicas,
        // The API server gives cpu back last; the same order here keeps GitOps tools from seeing a difference.
        metrics: [...metric('memory', autoscaling.memory), ...metric('cpu', autoscaling.cpu)],
      },
    });
  }

  private disruptionBudget(component: Component): void {
    const { disruption } = component;
    const wanted =
      disruption?.minAvailable === undefined
        ? { maxUnavailable: toIntOrString(disruption?.maxUnavailable ?? 1) }
        : { minAvailable: toIntOrString(disruption.minAvailable) };
    new k8s.KubePodDisruptionBudget(this, `${component.name}.disruption`, {
      metadata: this.componentMeta(component),
      spec: {
        ...wanted,
        selector: { matchLabels: selectorLabels(this.model, component.name) },
        // A pod that is broken already must not keep a node from being drained.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}

function servicePort({ name, number }: Port): k8s.ServicePort {
  return { name, port: number, targetPort: k8s.IntOrString.fromString(name), protocol: 'TCP' };
}

function toIntOrString(value: number | string): k8s.IntOrString {
  return typeof value === 'number' ? k8s.IntOrString.fromNumber(value) : k8s.IntOrString.fromString(value);
}
