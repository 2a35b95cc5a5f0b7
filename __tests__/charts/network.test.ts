import { describe, expect, test } from '@jest/globals';
import { containerOf, isCnpg } from '../../model/derive/hosting';
import type { Component, Model } from '../../model/model';
import { type End, isAllowed } from '../support/network';
import { type AnyObject, ENVIRONMENTS } from '../support/projects';

const NAME = 'app.kubernetes.io/name';
const DNS: End = { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
const OUTSIDE: readonly End[] = [
  { name: 'public', address: '93.184.216.34' },
  { name: 'public IPv6', address: '2606:2800:220:1::1' },
  { name: 'private 10', address: '10.9.1.1' },
  { name: 'private 192', address: '192.168.7.7' },
  { name: 'private 172', address: '172.20.1.1' },
  { name: 'private IPv6', address: 'fd00:9::7' },
  { name: 'metadata of the cloud', address: '169.254.169.254' },
];

/** Pods of a Cluster of CloudNativePG have its label alone. */
function workloadOf(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[NAME] ?? labels['cnpg.io/cluster'];
}

/** Every pod of an environment, with the numbers of its ports. */
function podsOf(objects: readonly AnyObject[]): (End & { ports: number[] })[] {
  return objects
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job', 'CronJob'].includes(kind))
    .map(({ kind, spec }) => (kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template))
    .map(({ metadata, spec }) => ({
      name: metadata.labels[NAME],
      labels: metadata.labels,
      ports: spec.containers.flatMap(({ ports = [] }: AnyObject) => ports.map((port: AnyObject) => port.containerPort)),
    }));
}

/** What the model says: a need of a component means all of its ports, of a builtin service its one port. */
function graph(model: Model): string[] {
  const ways = ({ name: from, needs }: Component): string[] =>
    needs.flatMap((need) => {
      const target = model.components.find(({ name }) => name === need.name);
      const service = model.backingServices.find(({ name }) => name === need.name);
      if (service) return service.hosting.mode === 'builtin' ? [`${from} -> ${need.name}:${service.port}`] : [];
      return (target?.ports ?? []).map(({ number }) => `${from} -> ${need.name}:${number}`);
    });
  return [...new Set([...model.components.flatMap(ways), ...logWays(model).map((way) => `${way}:3100`)])].sort();
}

/** What reads logs sends them to what keeps them. */
function logWays({ environment }: Model): string[] {
  return environment.logs?.loki === undefined ? [] : ['alloy -> loki'];
}

/** Addresses that a component may reach on a port, by what it needs. */
function outsideOf(model: Model, { needs }: Component, port: number): string[] {
  const isNeeded = (each: { name: string; port: number }): boolean =>
    each.port === port && needs.some(({ name }) => name === each.name);
  const cidrs = model.backingServices
    .filter(isNeeded)
    .flatMap(({ hosting }) => ('cidrs' in hosting ? [hosting.cidrs.map(({ text }) => text)] : []));
  const anyPrivate = cidrs.some((each) => each.length === 0);
  const listed = (cidr: string): boolean => cidrs.some((each) => each.includes(cidr));
  return [
    ...(model.externals.some(isNeeded) ? ['public', 'public IPv6'] : []),
    ...(anyPrivate || listed('10.9.0.0/16') ? ['private 10'] : []),
    ...(anyPrivate ? ['private 192', 'private 172'] : []),
    ...(listed('fd00:9::/48') ? ['private IPv6'] : []),
  ];
}

const guarded = ENVIRONMENTS.filter(([, model]) => model.environment.networkPolicy);

describe.each(guarded)('NetworkPolicies of %s', (_title, model, objects) => {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const pods = podsOf(objects);
  const numbers = [...new Set([...pods.flatMap(({ ports }) => ports), 22, 53, 443, 5432, 5433, 6379, 8089, 8443])];
  const open = (from: End, to: End): string[] =>
    numbers
      .filter((port) => isAllowed(policies, { from, to }, { port, protocol: 'TCP' }))
      .map((port) => `${from.name} -> ${to.name}:${port}`);

  test('let through what the dependency graph says, and nothing else', () => {
    expect(pods.flatMap((from) => pods.flatMap((to) => open(from, to))).sort()).toEqual(graph(model));
  });

  test('let in the controller of the edge at routed ports, and nobody else', () => {
    const { edge } = model.environment;
    const routed = model.components.flatMap(({ name, route }) =>
      route && edge.kind !== 'none' ? [`${name}:${route.port.number}`] : [],
    );
    const hasIssuer = edge.kind === 'ingress' && (edge.tls?.issuer ?? edge.tls?.acme) !== undefined;
    const solver = hasIssuer ? pods.map(({ name }) => `${name}:8089`) : [];
    const stranger = { name: 'x', namespace: 'somewhere', labels: pods[0]?.labels ?? {} };
    const controller = { ...stranger, namespace: edge.kind === 'none' ? 'traefik' : edge.controllerNamespace };
    const into = (from: End): string[] => pods.flatMap((pod) => open(from, pod)).sort();
    expect(into(controller)).toEqual([...routed, ...solver].map((each) => `x -> ${each}`).sort());
    expect([stranger, ...OUTSIDE].flatMap(into)).toEqual([]);
  });

  test('let every pod ask the DNS of the cluster, and reach nothing else of it', () => {
    for (const from of pods) {
      expect(isAllowed(policies, { from, to: DNS }, { port: 53, protocol: 'UDP' })).toBe(true);
      expect(open(from, DNS)).toEqual([`${from.name} -> dns:53`]);
      expect(open(from, { ...DNS, labels: { 'k8s-app': 'other' } })).toEqual([]);
    }
  });

  test('let out to externals and to services of others on their ports only', () => {
    for (const component of model.components) {
      const from = pods.find(({ name }) => name === component.name) ?? { name: 'missing' };
      const wanted = numbers.flatMap((port) =>
        outsideOf(model, component, port).map((name) => `${component.name} -> ${name}:${port}`),
      );
      expect(OUTSIDE.flatMap((to) => open(from, to)).sort()).toEqual(wanted.sort());
    }
  });

  test('let what reads logs ask an API server, and nothing else outside', () => {
    const alloy = pods.find(({ name }) => name === 'alloy');
    expect(alloy === undefined).toBe(logWays(model).length === 0);
    if (alloy === undefined) return;
    const servers = OUTSIDE.filter(({ name }) => name !== 'metadata of the cloud');
    expect(OUTSIDE.flatMap((to) => open(alloy, to)).sort()).toEqual(
      servers.map(({ name }) => `alloy -> ${name}:443`).sort(),
    );
  });

  test('are what makes the difference: a pod that none selects is open', () => {
    const from = pods[0] ?? { name: 'missing' };
    const ends = { from, to: { name: 'public', address: '93.184.216.34' } };
    const others = policies.filter(({ spec }) => spec.podSelector.matchLabels?.[NAME] === 'nobody');
    expect(isAllowed(others, ends, { port: 22, protocol: 'TCP' })).toBe(true);
    expect(isAllowed(policies, ends, { port: 22, protocol: 'TCP' })).toBe(false);
  });

  test('have a rule at both ends of each edge of the graph, and no other', () => {
    expect(policies[0].spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const peers = (rules: AnyObject[] | undefined, side: 'from' | 'to'): string[] =>
      (rules ?? []).flatMap((rule) =>
        rule[side].flatMap((peer: AnyObject) =>
          peer.podSelector?.matchLabels ? [workloadOf(peer.podSelector.matchLabels)] : [],
        ),
      );
    const own = policies.filter(({ spec }) => spec.podSelector.matchLabels);
    const inbound = own.flatMap(({ spec }) =>
      peers(spec.ingress, 'from').map((from) => `${from} -> ${workloadOf(spec.podSelector.matchLabels)}`),
    );
    const outbound = own.flatMap(({ spec }) =>
      peers(spec.egress, 'to').map((to) => `${workloadOf(spec.podSelector.matchLabels)} -> ${to}`),
    );
    const inside = new Set(model.backingServices.filter((each) => containerOf(each)).map((each) => each.name));
    const clusters = model.backingServices.filter(isCnpg).map(({ name }) => `${name} -> ${name}`);
    const graph = model.components.flatMap(({ name: from, needs }) =>
      needs
        .filter((need) => need.kind === 'component' || inside.has(need.name))
        .map((need) => `${from} -> ${need.name}`),
    );
    graph.push(...logWays(model));
    // Instances of one Cluster replicate from each other.
    graph.push(...clusters);
    expect(inbound.sort()).toEqual(graph.sort());
    expect(outbound.sort()).toEqual(graph);
  });

  test('the answer to a certificate challenge gets through where there is an issuer', () => {
    const { edge } = model.environment;
    const policy = policies.find(({ metadata }) => metadata.name === 'allow-acme-solver');
    if (edge.kind !== 'ingress' || (edge.tls?.issuer ?? edge.tls?.acme) === undefined) expect(policy).toBeUndefined();
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
});

test.each(ENVIRONMENTS.filter(([, model]) => !model.environment.networkPolicy))(
  '%s, which switches them off, has no NetworkPolicies',
  (_title, _model, objects) => {
    expect(objects.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
  },
);
