import { passwordFile } from '../../model/derive/backing-health';
import { isClaimed } from '../../model/derive/capacity';
import { selectorLabels, workloadLabels } from '../../model/derive/labels';
import { claimName, secretVolumeName, writableVolumeName } from '../../model/derive/object-names';
import { metricsPort } from '../../model/derive/reached';
import type { BackingService, Component, Model } from '../../model/model';
import type { k8s } from '../k8s';
import { hashedName } from './config-map';
import { containerProbes } from './probes';
import { containerResources } from './resources';
import { CONTAINER_SECURITY, podSecurity } from './security';
import { literalVariables, type MountedSecret, mountedSecrets, SECRETS_FOLDER, secretVariables } from './variables';

/** Seconds between the start of a termination and SIGTERM: endpoints and proxies take as long to forget the pod. */
export const DRAIN_SECONDS = 5;

/** Mode 0440: the group of the pod may read, nobody else. */
const SECRET_MODE = 0o440;

/** Name of the ConfigMap with the literal variables of a component; undefined when it has none. */
export function variablesConfigMap(component: Component): string | undefined {
  const literals = literalVariables(component);
  return Object.keys(literals).length === 0 ? undefined : hashedName(`${component.name}-env`, literals);
}

/** Labels of a component and its pods. */
export function componentLabels(model: Model, component: Component): Record<string, string> {
  return workloadLabels(model, { name: component.name, role: component.kind, version: component.image.tag });
}

/** Pod template of a component, for every kind of workload. */
export function componentPod(model: Model, component: Component): k8s.PodTemplateSpec {
  const { images } = model.environment;
  const ends = component.run !== undefined;
  return {
    metadata: { labels: componentLabels(model, component), ...scrapeAnnotations(model, component) },
    spec: {
      ...podBasics(component.name, component.user),
      ...(images.pullSecrets.length === 0 ? {} : { imagePullSecrets: images.pullSecrets.map((name) => ({ name })) }),
      ...(ends ? { restartPolicy: 'Never' } : spread(model, component.name)),
      terminationGracePeriodSeconds: component.shutdownGraceSeconds + (drains(component) ? DRAIN_SECONDS : 0),
      containers: [componentContainer(model, component)],
      volumes: podVolumes(component),
    },
  };
}

/** For a Prometheus that finds pods by these: one of the operator does not look at them, and any other is kept out. */
function scrapeAnnotations({ environment }: Model, component: Component): Pick<k8s.ObjectMeta, 'annotations'> {
  const port = metricsPort(component);
  if (port === undefined || environment.monitoring?.kind !== 'annotations') return {};
  return {
    annotations: {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': String(port.number),
      'prometheus.io/path': '/metrics',
    },
  };
}

/** Whether connections have to be drained before the process is told to stop. */
export function drains(component: Component): boolean {
  return component.ports.length > 0 && component.run === undefined;
}

/** What every pod has: an account without a token, no injected service variables, and the restricted security context. */
export function podBasics(name: string, user: number): k8s.PodSpec {
  return {
    containers: [],
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(user),
  };
}

function componentContainer(model: Model, component: Component): k8s.Container {
  const config = variablesConfigMap(component);
  const secrets = secretVariables(component);
  return {
    name: component.name,
    image: component.image.text,
    imagePullPolicy: model.environment.images.pullPolicy,
    // The kubelet expands these two; in exec probes and in values of a ConfigMap it does not.
    ...(component.command === undefined ? {} : { command: component.command.map(escapeExpansion) }),
    ...(component.args === undefined ? {} : { args: component.args.map(escapeExpansion) }),
    ...(component.ports.length === 0 ? {} : { ports: component.ports.map(containerPort) }),
    ...(config === undefined ? {} : { envFrom: [{ configMapRef: { name: config } }] }),
    ...(secrets.length === 0 ? {} : { env: secrets }),
    ...containerProbes(component.health),
    resources: containerResources(component.resources),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: volumeMounts(component),
  };
}

/**
 * Every `$` is doubled, not only that of `$(VAR)`: the kubelet turns `$$` into `$` wherever it stands, so that `$$(VAR)`
 * escaped at its second `$` alone would be expanded; and it breaks a character outside of ASCII after a single `$`.
 */
function escapeExpansion(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** A container port with its name. */
export function containerPort(port: { readonly name: string; readonly number: number }): k8s.ContainerPort {
  return { name: port.name, containerPort: port.number, protocol: 'TCP' };
}

/** Spreads pods over nodes and zones where there are some, and never refuses to start one for it. */
function spread(model: Model, name: string): Pick<k8s.PodSpec, 'topologySpreadConstraints' | 'affinity'> {
  const labelSelector = { matchLabels: selectorLabels(model, name) };
  const constraint = (topologyKey: string): k8s.TopologySpreadConstraint => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector,
    matchLabelKeys: ['pod-template-hash'],
  });
  const podAffinityTerm = { labelSelector, topologyKey: 'kubernetes.io/hostname' };
  return {
    topologySpreadConstraints: [constraint('topology.kubernetes.io/zone'), constraint('kubernetes.io/hostname')],
    affinity: {
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] },
    },
  };
}

function podVolumes(component: Component): k8s.Volume[] {
  const claims = component.volumes.filter((volume) => isClaimed(component, volume));
  return [
    ...claims.map((volume) => ({
      name: volume.name,
      persistentVolumeClaim: { claimName: claimName(component, volume) },
    })),
    ...component.writablePaths.map((_path, index) => ({ name: writableVolumeName(index), emptyDir: {} })),
    ...mountedSecrets(component).map(secretVolume),
  ];
}

function volumeMounts(component: Component): k8s.VolumeMount[] {
  return [
    ...component.volumes.map((volume) => ({
      name: volume.name,
      mountPath: volume.path,
      ...(volume.of === undefined ? {} : { readOnly: true }),
    })),
    ...component.writablePaths.map((path, index) => ({ name: writableVolumeName(index), mountPath: path })),
    ...mountedSecrets(component).map(secretMount),
  ];
}

/** Volume of a Secret: with its keys named, a pod waits for them instead of starting without. */
function secretVolume(secret: MountedSecret): k8s.Volume {
  const items = secret.keys.map((key) => ({ key, path: key }));
  return { name: secretVolumeName(secret.name), secret: { secretName: secret.name, defaultMode: SECRET_MODE, items } };
}

/** Mount of a Secret under the secrets folder. */
function secretMount(secret: MountedSecret): k8s.VolumeMount {
  return { name: secretVolumeName(secret.name), mountPath: `${SECRETS_FOLDER}/${secret.name}`, readOnly: true };
}

/** Volume with the password of a backing service. */
export function passwordVolume(service: BackingService): k8s.Volume {
  return secretVolume({ name: service.password.secret, keys: [service.password.key] });
}

/** Mount of the password of a backing service at the path that its probes and programs read. */
export function passwordMount(service: BackingService): k8s.VolumeMount {
  const file = passwordFile(service);
  return {
    ...secretMount({ name: service.password.secret, keys: [] }),
    mountPath: file.slice(0, file.lastIndexOf('/')),
  };
}
