import { deriveNetwork } from '../../model/derive/network';
import type { Model } from '../../model/model';
import { type Cidr, splitCidr } from '../../model/schema/scalars/cidr';

/** The network with a way to the outside. */
export const OUTSIDE = 'outside';
/** The network between Prometheus and Grafana. */
export const MONITORING = 'monitoring';

/** One bridge network: with `internal`, nothing in it reaches the outside. */
export interface Network {
  readonly name: string;
  readonly subnet: string;
  readonly internal: boolean;
}

/** Networks of a project, and which of them each service is on. */
export interface NetworkPlan {
  readonly networks: readonly Network[];
  readonly of: ReadonlyMap<string, readonly string[]>;
}

/** Smallest network that holds a service, its callers and Docker's own addresses. */
const LONGEST_PREFIX = 28;
/** No network needs more than 254 addresses. */
const SHORTEST_PREFIX = 24;

/**
 * A network for each workload that others need, with it and its callers on it: so only the edges of the dependency
 * graph are open. What talks to the outside, or is reached from there, is on one network more.
 */
export function planNetworks(model: Model): NetworkPlan {
  const { edges, egress } = deriveNetwork(model);
  const of = new Map<string, Set<string>>();
  const join = (service: string, network: string): void => {
    of.set(service, (of.get(service) ?? new Set()).add(network));
  };
  for (const { from, to } of edges) {
    join(to, to);
    join(from, to);
  }
  for (const { from } of egress) join(from, OUTSIDE);
  for (const component of model.components) if (isPublished(model, component.name)) join(component.name, OUTSIDE);
  const names = [...new Set(edges.map(({ to }) => to))].sort();
  const subnets = subnetsOf(model.environment.compose.subnet, names.length + 2);
  const networks = [OUTSIDE, MONITORING, ...names].map((name, index) => ({
    name,
    subnet: subnets[index] ?? '',
    internal: name !== OUTSIDE && name !== MONITORING,
  }));
  return { networks, of: new Map([...of].map(([service, set]) => [service, [...set].sort()])) };
}

/** Whether something outside reaches a component: by a route, or on a port of the host. */
export function isPublished({ components }: Model, name: string): boolean {
  return components.some((component) => component.name === name && component.kind === 'web');
}

/** The first so many equal parts of a network. */
export function subnetsOf(whole: Cidr, count: number): string[] {
  return splitCidr(whole, subnetPrefix(whole, count) - whole.prefix)
    .slice(0, count)
    .map(({ text }) => text);
}

/** Length of the prefix of so many equal parts; longer than 28 when they do not fit. */
export function subnetPrefix(whole: Cidr, count: number): number {
  return Math.max(SHORTEST_PREFIX, whole.prefix + Math.ceil(Math.log2(Math.max(1, count))));
}

/** Whether the subnet holds the networks of the project. */
export function subnetsFit(model: Model): boolean {
  const { edges } = deriveNetwork(model);
  const count = new Set(edges.map(({ to }) => to)).size + 2;
  const { subnet } = model.environment.compose;
  return subnet.version === 4 && subnetPrefix(subnet, count) <= LONGEST_PREFIX;
}
