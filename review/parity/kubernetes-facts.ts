import { cnpgFacts } from './cnpg-facts';
import { addressOf, type EnvironmentFacts, type Fact, factsOf, type WorkloadFacts } from './facts';
import { edgeFacts } from './kubernetes-edge';
import { environmentOf, secretFilesOf, volumesOf } from './kubernetes-pod';
import { resourceFacts } from './kubernetes-resources';
import { callsOf, leaves, linkedOf, routeOf } from './kubernetes-traffic';
import type { AnyObject } from './read-object';

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'Job', 'CronJob']);
const NAME = 'app.kubernetes.io/name';
const ROLE = 'app.kubernetes.io/component';
/** What keeps logs is of clusters alone (dist/LOSSES.md). */
const LOGS = 'logs';
/** What a pod gets on top of the grace of its process, to drain connections (docs/model.md). */
const DRAINING_KINDS = new Set(['Deployment', 'StatefulSet']);

/** The facts of one environment from its Kubernetes objects. */
export function kubernetesFacts(objects: readonly AnyObject[]): EnvironmentFacts {
  const facts = new Map<string, WorkloadFacts>();
  for (const object of objects)
    if (object.kind === 'Cluster') facts.set(object.metadata.name, cnpgFacts(object, objects));
    else if (WORKLOADS.has(object.kind) && object.metadata.labels[ROLE] !== LOGS)
      facts.set(object.metadata.labels[NAME], workloadFacts(object, objects));
  return facts;
}

/** The pod template of a workload. */
export function templateOf(object: AnyObject): AnyObject {
  return object.kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec.template;
}

function workloadFacts(object: AnyObject, objects: readonly AnyObject[]): WorkloadFacts {
  const { spec: pod, metadata } = templateOf(object);
  const [container] = pod.containers;
  const autoscaler = objects.find(
    ({ kind, spec }) => kind === 'HorizontalPodAutoscaler' && spec.scaleTargetRef.name === object.metadata.name,
  );
  const runs = object.kind === 'Job' || object.kind === 'CronJob';
  const security = container.securityContext ?? {};
  const labels = metadata.labels;
  return factsOf({
    image: container.image,
    command: commandOf(container),
    environment: environmentOf(container, objects),
    secretFiles: secretFilesOf(container, pod),
    ports: (container.ports ?? []).map((port: AnyObject) => port.containerPort),
    mainPort: container.ports?.[0]?.containerPort,
    ...healthFacts(container),
    ...resourceFacts(container.resources),
    minReplicas: runs ? undefined : (autoscaler?.spec.minReplicas ?? object.spec.replicas),
    maxReplicas: runs ? undefined : (autoscaler?.spec.maxReplicas ?? object.spec.replicas),
    ...volumesOf(object, pod, objects),
    user: container.securityContext?.runAsUser ?? pod.securityContext?.runAsUser,
    hardening: {
      readOnlyRoot: security.readOnlyRootFilesystem,
      dropped: security.capabilities?.drop,
      privilegeEscalation: security.allowPrivilegeEscalation,
    },
    stopGrace: graceOf(object, pod),
    linked: linkedOf(labels, objects),
    calls: callsOf(labels, objects),
    leaves: leaves(labels, objects),
    address: addressOf(routeOf(labels, objects)),
    route: routeOf(labels, objects),
    ...edgeFacts(labels, objects),
    schedule: object.spec.schedule,
  });
}

/** The kubelet turns every two dollars in command and arguments into one. */
function commandOf(container: AnyObject): object | undefined {
  const undouble = (texts: readonly string[] = []): string[] => texts.map((text) => text.replaceAll('$$', '$'));
  if (container.command === undefined && container.args === undefined) return undefined;
  return { command: undouble(container.command), args: undouble(container.args) };
}

function healthFacts(container: AnyObject): Partial<Record<Fact, unknown>> {
  const probe = container.readinessProbe;
  if (probe === undefined) return {};
  const { startupProbe: startup } = container;
  return {
    health: probe.httpGet
      ? `http :${portNumber(container, probe.httpGet.port)}${probe.httpGet.path}`
      : probe.tcpSocket
        ? `tcp :${portNumber(container, probe.tcpSocket.port)}`
        : `exec ${JSON.stringify(probe.exec.command)}`,
    healthPath: probe.httpGet?.path,
    healthTiming: {
      timeout: probe.timeoutSeconds,
      unready: probe.periodSeconds * probe.failureThreshold,
      start: startup === undefined ? 0 : startup.periodSeconds * startup.failureThreshold,
    },
  };
}

function portNumber(container: AnyObject, port: string | number): number | undefined {
  if (typeof port === 'number') return port;
  return container.ports?.find((each: AnyObject) => each.name === port)?.containerPort;
}

/** Without the seconds for draining that a component with ports gets on top. */
function graceOf(object: AnyObject, pod: AnyObject): number {
  const role = object.metadata.labels['app.kubernetes.io/component'];
  const drains = DRAINING_KINDS.has(object.kind) && role !== 'database' && role !== 'cache';
  const hasPorts = (pod.containers[0].ports ?? []).length > 0;
  return pod.terminationGracePeriodSeconds - (drains && hasPorts ? DRAIN_SECONDS : 0);
}

/** Seconds that endpoints and proxies get to forget a pod (docs/model.md). */
const DRAIN_SECONDS = 5;
