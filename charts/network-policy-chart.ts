import type { Construct } from 'constructs';
import { hasIssuer } from '../model/derive/edge';
import { selectorLabels } from '../model/derive/labels';
import { deriveNetwork, type Edge, type Egress } from '../model/derive/network';
import type { Component } from '../model/model';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';

/** Never reached through a rule for public addresses: private networks, and the metadata services of clouds. */
const NOT_PUBLIC = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** Default deny both ways, DNS for all, and for each workload one rule per edge of the dependency graph at either end. */
export class NetworkPolicyChart extends EnvironmentChart {
  private readonly inbound: ReadonlyMap<string, readonly Edge[]>;
  private readonly outbound: ReadonlyMap<string, readonly Edge[]>;
  private readonly leaving: ReadonlyMap<string, readonly Egress[]>;

  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    const { edges, egress } = deriveNetwork(props.model);
    this.inbound = groupBy(edges, (edge) => edge.to);
    this.outbound = groupBy(edges, (edge) => edge.from);
    this.leaving = groupBy(egress, (way) => way.from);
    this.defaultDeny();
    this.allowDns();
    this.allowCertificateSolver();
    for (const component of props.model.components) this.allow(component.name, this.edgeIngress(component));
    for (const service of props.model.backingServices)
      if (service.hosting.mode === 'builtin') this.allow(service.name, []);
  }

  private defaultDeny(): void {
    new k8s.KubeNetworkPolicy(this, 'default-deny', {
      metadata: this.meta('default-deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
  }

  private allowDns(): void {
    new k8s.KubeNetworkPolicy(this, 'allow-dns', {
      metadata: this.meta('allow-dns'),
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: [port(53, 'UDP'), port(53, 'TCP')],
          },
        ],
      },
    });
  }

  /**
   * cert-manager answers an HTTP-01 challenge from a pod of its own in this namespace, on port 8089. The rule is for all
   * pods, because those that are not in the manifests cannot be told from a mistake by who checks them.
   */
  private allowCertificateSolver(): void {
    const { edge } = this.model.environment;
    if (edge.kind !== 'ingress' || !hasIssuer(edge)) return;
    new k8s.KubeNetworkPolicy(this, 'allow-acme-solver', {
      metadata: this.meta('allow-acme-solver'),
      spec: {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{ from: [fromNamespace(edge.controllerNamespace)], ports: [port(8089)] }],
      },
    });
  }

  private allow(name: string, outside: readonly k8s.NetworkPolicyIngressRule[]): void {
    const inbound = this.inbound.get(name) ?? [];
    const outbound = this.outbound.get(name) ?? [];
    const leaving = this.leaving.get(name) ?? [];
    const ingress = [
      ...outside,
      ...inbound.map((edge) => ({ from: [this.peer(edge.from)], ports: edge.ports.map((number) => port(number)) })),
    ];
    const egress = [
      ...outbound.map((edge) => ({ to: [this.peer(edge.to)], ports: edge.ports.map((number) => port(number)) })),
      ...leaving.map(egressRule),
    ];
    new k8s.KubeNetworkPolicy(this, name, {
      metadata: this.meta(name),
      spec: {
        podSelector: { matchLabels: selectorLabels(this.model, name) },
        policyTypes: ['Ingress', 'Egress'],
        ...unlessEmpty('ingress', ingress),
        ...unlessEmpty('egress', egress),
      },
    });
  }

  private edgeIngress(component: Component): k8s.NetworkPolicyIngressRule[] {
    const { edge } = this.model.environment;
    if (edge.kind === 'none' || !component.route) return [];
    return [{ from: [fromNamespace(edge.controllerNamespace)], ports: [port(component.route.port.number)] }];
  }

  private peer(name: string): k8s.NetworkPolicyPeer {
    return { podSelector: { matchLabels: selectorLabels(this.model, name) } };
  }
}

function fromNamespace(name: string): k8s.NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

/** The items by name, in their order. */
function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return groups;
}

/** The API server drops an empty list, and then each server-side apply would be a change. */
function unlessEmpty<K extends string, T>(key: K, list: readonly T[]): Partial<Record<K, T[]>> {
  return list.length === 0 ? {} : ({ [key]: [...list] } as Partial<Record<K, T[]>>);
}

/** A plain NetworkPolicy knows no host names: an external means any public address on its port. */
function egressRule(egress: Egress): k8s.NetworkPolicyEgressRule {
  const to =
    egress.cidrs.length > 0
      ? egress.cidrs.map((cidr) => ({ ipBlock: { cidr } }))
      : [
          { ipBlock: { cidr: '0.0.0.0/0', except: NOT_PUBLIC } },
          { ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] } },
        ];
  return { to, ports: [port(egress.port)] };
}

function port(number: number, protocol: 'TCP' | 'UDP' = 'TCP'): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(number), protocol };
}
