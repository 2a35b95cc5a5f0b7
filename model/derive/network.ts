import type { Remote } from '../hosting';
import type { BackingService, Component, Model } from '../model';

/** A workload that another talks to, at one of its ports. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly number[];
}

/** Traffic that leaves the system: to an external, or to a backing service that others run. */
export interface Egress {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Networks it may go to; empty means any public address. */
  readonly cidrs: readonly string[];
}

/** Who may talk to whom: the edges of the dependency graph, and nothing else. */
export interface Network {
  readonly edges: readonly Edge[];
  readonly egress: readonly Egress[];
}

/** RFC 1918 and RFC 6598: where databases run by others usually are. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'] as const;

/** Derives from `needs` who may talk to whom. */
export function deriveNetwork(model: Model): Network {
  const components = new Map(model.components.map((component) => [component.name, component]));
  const services = new Map(model.backingServices.map((service) => [service.name, service]));
  const externals = new Map(model.externals.map((external) => [external.name, external]));
  const edges: Edge[] = [];
  const egress: Egress[] = [];
  for (const component of model.components) {
    for (const need of component.needs) {
      const target = components.get(need.name);
      const service = services.get(need.name);
      const external = externals.get(need.name);
      if (target && target.ports.length > 0) edges.push(edgeTo(component, target));
      else if (service) addService(component, service, { edges, egress });
      else if (external) egress.push({ from: component.name, to: external.name, port: external.port, cidrs: [] });
    }
  }
  return { edges, egress };
}

function edgeTo(component: Component, target: Component): Edge {
  return { from: component.name, to: target.name, ports: target.ports.map((port) => port.number) };
}

function addService(
  component: Component,
  service: BackingService,
  to: { readonly edges: Edge[]; readonly egress: Egress[] },
): void {
  const { hosting } = service;
  // The operator labels its pods in words of its own, so the policies about them are its chart's.
  if (hosting.mode === 'cnpg') return;
  if (hosting.mode === 'builtin') to.edges.push({ from: component.name, to: service.name, ports: [service.port] });
  else
    to.egress.push({
      from: component.name,
      to: service.name,
      port: service.port,
      cidrs: remoteRanges(hosting),
    });
}

function remoteRanges(remote: Remote): readonly string[] {
  return remote.cidrs.length > 0 ? remote.cidrs.map((cidr) => cidr.text) : PRIVATE_RANGES;
}
