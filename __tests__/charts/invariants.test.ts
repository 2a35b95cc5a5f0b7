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

  test.each(all.map((each) => [each.name, each] as const))('%s is hardened', (_name, { pod, container }) => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
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
  });

  test('readiness and liveness differ, and probes name ports that exist', () => {
    for (const { container } of all) {
      const { readinessProbe, livenessProbe, startupProbe } = container;
      if (!readinessProbe) continue;
      const action = ({ httpGet, tcpSocket, exec }: AnyObject): unknown => ({ httpGet, tcpSocket, exec });
      expect(action(readinessProbe)).not.toEqual(action(livenessProbe));
      const ports = (container.ports ?? []).map((port: AnyObject) => port.name);
      for (const probe of [readinessProbe, livenessProbe, startupProbe]) {
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
      const container = all.find(({ name }) => name === target?.name)?.container;
      const ports = (container?.ports ?? []).map((port: AnyObject) => port.name);
      for (const { targetPort } of service.spec.ports ?? []) expect(ports).toContain(targetPort);
    }
  });

  test('Secrets have no data, ConfigMaps are immutable and named by their content', () => {
    for (const secret of named(objects, 'Secret'))
      expect(Object.keys(secret).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'type']);
    for (const map of named(objects, 'ConfigMap')) {
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
  });

  test('claims are kept whatever happens to their StatefulSet', () => {
    for (const set of named(objects, 'StatefulSet'))
      expect(set.spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
  });

  test('before 1.30 there is no sleep action', () => {
    const sleeps = all.filter(({ container }) => container.lifecycle?.preStop?.sleep !== undefined);
    const wanted =
      model.environment.kubernetesVersion.minor >= 30
        ? model.components.filter((each) => each.ports.length > 0 && !each.run)
        : [];
    expect(sleeps.map(({ name }) => name).sort()).toEqual(wanted.map(({ name }) => name).sort());
  });

  test('the answer to a certificate challenge gets through where there is an issuer', () => {
    const { edge, networkPolicy } = model.environment;
    const policy = named(objects, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'allow-acme-solver');
    if (!networkPolicy || edge.kind !== 'ingress' || edge.tls?.issuer === undefined) expect(policy).toBeUndefined();
    else
      expect(policy.spec).toEqual({
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': edge.controllerNamespace } } }],
            ports: [{ port: 8089, protocol: 'TCP' }],
          },
        ],
      });
  });

  test('the network lets through the edges of the dependency graph, and nothing else', () => {
    const policies = named(objects, 'NetworkPolicy');
    if (!model.environment.networkPolicy) {
      expect(policies).toEqual([]);
      return;
    }
    expect(policies[0].spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const name = 'app.kubernetes.io/name';
    const peers = (rules: AnyObject[] | undefined, side: 'from' | 'to'): string[] =>
      (rules ?? []).flatMap((rule) =>
        rule[side].flatMap((peer: AnyObject) =>
          peer.podSelector?.matchLabels?.[name] ? [peer.podSelector.matchLabels[name]] : [],
        ),
      );
    const own = policies.filter(({ spec }) => spec.podSelector.matchLabels);
    const inbound = own.flatMap(({ spec }) =>
      peers(spec.ingress, 'from').map((from) => `${from} -> ${spec.podSelector.matchLabels[name]}`),
    );
    const outbound = own.flatMap(({ spec }) =>
      peers(spec.egress, 'to').map((to) => `${spec.podSelector.matchLabels[name]} -> ${to}`),
    );
    const builtin = new Set(
      model.backingServices.filter(({ placement }) => placement.mode === 'builtin').map((each) => each.name),
    );
    const graph = model.components.flatMap(({ name: from, needs }) =>
      needs
        .filter((need) => need.kind === 'component' || builtin.has(need.name))
        .map((need) => `${from} -> ${need.name}`),
    );
    expect(inbound.sort()).toEqual(graph.sort());
    expect(outbound.sort()).toEqual(graph);
  });
});
