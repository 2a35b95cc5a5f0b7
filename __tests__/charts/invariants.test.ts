import { describe, expect, test } from '@jest/globals';
import { type AnyObject, ENVIRONMENTS } from '../support/projects';

const WORKLOADS = ['Deployment', 'StatefulSet', 'Job', 'CronJob'];

function templateOf(object: AnyObject): AnyObject {
  return object.kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec.template;
}

function workloads(
  objects: readonly AnyObject[],
): { name: string; object: AnyObject; pod: AnyObject; container: AnyObject }[] {
  return objects
    .filter(({ kind }) => WORKLOADS.includes(kind))
    .map((object) => {
      const template = templateOf(object);
      return { name: object.metadata.name, object, pod: template.spec, container: template.spec.containers[0] };
    });
}

function named(objects: readonly AnyObject[], kind: string): AnyObject[] {
  return objects.filter((object) => object.kind === kind);
}

function names(objects: readonly AnyObject[], kind: string): string[] {
  return named(objects, kind).map(({ metadata }) => metadata.name);
}

function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

describe.each(ENVIRONMENTS)('%s', (_title, model, objects) => {
  const all = workloads(objects);

  test('the Namespace comes first, restricted, with the version pinned; everything else is in it', () => {
    const [first, ...rest] = objects;
    const version = `v${model.environment.kubernetesVersion.text}`;
    expect(first).toMatchObject({ kind: 'Namespace', metadata: { name: model.environment.namespace } });
    for (const mode of ['enforce', 'warn', 'audit'])
      expect(first.metadata.labels).toMatchObject({
        [`pod-security.kubernetes.io/${mode}`]: 'restricted',
        [`pod-security.kubernetes.io/${mode}-version`]: version,
      });
    expect(rest.filter(({ metadata }) => metadata.namespace !== model.environment.namespace)).toEqual([]);
  });

  test('no two objects have one kind and name', () => {
    const ids = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test.each(all.map((each) => [each.name, each] as const))('%s is hardened', (name, { pod, container }) => {
    expect(pod).toMatchObject({
      // What reads logs asks the API server for them.
      automountServiceAccountToken: name === 'alloy',
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(pod.securityContext.runAsUser).toBeGreaterThanOrEqual(1);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
    });
    for (const side of ['requests', 'limits'])
      expect(Object.keys(container.resources[side]).sort()).toEqual(['cpu', 'ephemeral-storage', 'memory']);
    expect(Object.keys(pod).filter((key) => /^host|^(initContainers|ephemeralContainers)$/.test(key))).toEqual([]);
    expect(pod.containers).toHaveLength(1);
    expect((container.ports ?? []).filter(({ hostPort }: AnyObject) => hostPort !== undefined)).toEqual([]);
    for (const volume of pod.volumes ?? [])
      expect(['configMap', 'emptyDir', 'persistentVolumeClaim', 'secret']).toContain(
        Object.keys(volume).find((key) => key !== 'name'),
      );
  });

  test('names and labels are what Kubernetes takes', () => {
    const label = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
    for (const object of objects) {
      const { metadata } = object;
      expect(metadata.name).toMatch(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);
      if (object.kind === 'Service') expect(metadata.name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
      const labels = { ...metadata.labels, ...(object.spec?.template?.metadata?.labels ?? {}) };
      for (const value of Object.values(labels)) expect(value).toMatch(label);
    }
    for (const { pod } of all) {
      const volumes = (pod.volumes ?? []).map((volume: AnyObject) => volume.name);
      expect(volumes).toEqual([...new Set(volumes)]);
      for (const name of volumes) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    }
  });

  test('what an Ingress or HTTPRoute sends traffic to is there', () => {
    const services = named(objects, 'Service');
    const ports = (name: string): AnyObject[] =>
      services.find(({ metadata }) => metadata.name === name)?.spec.ports ?? [];
    const rules = (kind: string): AnyObject[] => named(objects, kind).flatMap(({ spec }) => spec.rules);
    const backends = rules('Ingress').flatMap(({ http }) => http.paths.map((path: AnyObject) => path.backend.service));
    for (const { name, port } of backends) expect(ports(name).map((each) => each.name)).toContain(port.name);
    const references = rules('HTTPRoute').flatMap((rule) => rule.backendRefs);
    for (const { name, port } of references) expect(ports(name).map((each) => each.port)).toContain(port);
    const routed = model.environment.edge.kind === 'none' ? [] : model.components.filter(({ route }) => route);
    expect(backends.length + references.length).toBe(routed.length);
  });

  test('readiness and liveness differ, and probes name ports that exist', () => {
    for (const { container } of all) {
      const { readinessProbe, livenessProbe, startupProbe } = container;
      if (!readinessProbe) continue;
      const action = ({ httpGet, tcpSocket, exec }: AnyObject): unknown => ({ httpGet, tcpSocket, exec });
      if (livenessProbe) expect(action(readinessProbe)).not.toEqual(action(livenessProbe));
      const ports = (container.ports ?? []).map((port: AnyObject) => port.name);
      for (const probe of [readinessProbe, livenessProbe, startupProbe]) {
        if (!probe) continue;
        const port = probe.httpGet?.port ?? probe.tcpSocket?.port;
        if (port !== undefined) expect(ports).toContain(port);
      }
    }
  });

  test('whatever a pod refers to is there', () => {
    const elsewhere = model.secrets.filter((secret) => !secret.managed).map(({ name }) => name);
    const secrets = ['Secret', 'ExternalSecret', 'SealedSecret']
      .flatMap((kind) => names(objects, kind))
      .concat(elsewhere);
    for (const { pod, container } of all) {
      expect(names(objects, 'ServiceAccount')).toContain(pod.serviceAccountName);
      for (const { configMapRef } of container.envFrom ?? [])
        expect(names(objects, 'ConfigMap')).toContain(configMapRef.name);
      for (const { valueFrom } of (container.env ?? []).filter((each: AnyObject) => each.valueFrom))
        expect(secrets).toContain(valueFrom.secretKeyRef.name);
      for (const volume of pod.volumes ?? []) {
        if (volume.configMap) expect(names(objects, 'ConfigMap')).toContain(volume.configMap.name);
        if (volume.secret) expect(secrets).toContain(volume.secret.secretName);
        if (volume.persistentVolumeClaim)
          expect(names(objects, 'PersistentVolumeClaim')).toContain(volume.persistentVolumeClaim.claimName);
      }
    }
  });

  test('every mount has a volume and every volume a mount', () => {
    for (const { object, pod, container } of all) {
      const templates = (object.spec.volumeClaimTemplates ?? []).map((each: AnyObject) => each.metadata.name);
      const volumes = [...(pod.volumes ?? []).map((each: AnyObject) => each.name), ...templates].sort();
      const mounts = [...new Set((container.volumeMounts ?? []).map((each: AnyObject) => each.name))].sort();
      expect(mounts).toEqual(volumes);
    }
  });

  test('selectors select the pods they are meant for, and only those', () => {
    const pods = all.map(({ name, object }) => ({ name, labels: templateOf(object).metadata.labels }));
    for (const object of objects.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind)))
      expect(
        pods.filter(({ labels }) => selects(object.spec.selector.matchLabels, labels)).map(({ name }) => name),
      ).toEqual([object.metadata.name]);
    for (const service of named(objects, 'Service')) {
      const [target, ...others] = pods.filter(({ labels }) => selects(service.spec.selector, labels));
      expect({ target: target?.name, others }).toEqual({ target: service.metadata.name, others: [] });
      const ports = all.find(({ name }) => name === target?.name)?.container.ports ?? [];
      const targets = (service.spec.ports ?? []).map(({ targetPort }: AnyObject) => targetPort);
      expect(targets).toEqual(ports.map((port: AnyObject) => port.name));
    }
  });

  test('Secrets have no data, ConfigMaps are immutable and named by their content', () => {
    for (const secret of named(objects, 'Secret'))
      expect(Object.keys(secret).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'type']);
    for (const map of named(objects, 'ConfigMap')) {
      // No pod mounts a dashboard or data source: Grafana looks for it by its label, and keeps it by the name of its file.
      if (map.metadata.labels.grafana_dashboard === '1' || map.metadata.labels.grafana_datasource === '1') continue;
      expect(map.immutable).toBe(true);
      expect(map.metadata.name).toMatch(/-[0-9a-f]{10}$/);
    }
  });

  test('beside an autoscaler there are no replicas, and every target is there', () => {
    for (const { spec } of named(objects, 'HorizontalPodAutoscaler')) {
      const target = named(objects, spec.scaleTargetRef.kind).find(
        ({ metadata }) => metadata.name === spec.scaleTargetRef.name,
      );
      expect(target).toBeDefined();
      expect(target.spec).not.toHaveProperty('replicas');
    }
  });

  test('a disruption budget stands exactly where there can be more than one pod', () => {
    const scaled = new Map(
      named(objects, 'HorizontalPodAutoscaler').map(({ metadata, spec }) => [metadata.name, spec.maxReplicas]),
    );
    const several = objects
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
      .filter(({ metadata, spec }) => (scaled.get(metadata.name) ?? spec.replicas) > 1)
      .map(({ metadata }) => metadata.name);
    expect(names(objects, 'PodDisruptionBudget').sort()).toEqual(several.sort());
    for (const { metadata, spec } of named(objects, 'PodDisruptionBudget')) {
      const guarded = all.filter(({ object }) =>
        selects(spec.selector.matchLabels, templateOf(object).metadata.labels),
      );
      expect(guarded.map(({ name }) => name)).toEqual([metadata.name]);
    }
  });

  test('a StatefulSet keeps its claims whatever happens, and has a headless Service', () => {
    for (const { spec } of named(objects, 'StatefulSet')) {
      expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
      const service = named(objects, 'Service').find(({ metadata }) => metadata.name === spec.serviceName);
      expect(service?.spec.clusterIP).toBe('None');
    }
  });

  test('before 1.30 there is no sleep action', () => {
    const sleeps = all.filter(({ container }) => container.lifecycle?.preStop?.sleep !== undefined);
    const wanted =
      model.environment.kubernetesVersion.minor >= 30
        ? model.components.filter((each) => each.ports.length > 0 && !each.run)
        : [];
    expect(sleeps.map(({ name }) => name).sort()).toEqual(wanted.map(({ name }) => name).sort());
  });
});
