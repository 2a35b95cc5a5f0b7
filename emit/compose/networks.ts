import { deriveNetwork } from '../../model/derive/network';
import { compareText } from '../../model/load/diagnostics';
import type { Model } from '../../model/model';
import { type Cidr, splitCidr } from '../../model/schema/scalars/cidr';
import { measuredComponents, routedComponents } from './reached';

/** End of the name of a network with a way to the outside; names of services have no dots. */
export const OUTSIDE = '.outside';
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
 * A network for each edge of the dependency graph, so that nothing but those is open: callers of one service do not see
 * each other. What talks to the outside, or is reached from there, has a network of its own for it.
 */
export function planNetworks(model: Model): NetworkPlan {
  const members = networkMembers(model);
  const of = new Map<string, string[]>();
  for (const [network, services] of members)
    for (const service of services) of.set(service, [...(of.get(service) ?? []), network]);
  const subnets = subnetsOf(model.environment.compose.subnet, members.size);
  const networks = [...members.keys()].map((name, index) => ({
    name,
    subnet: subnets[index] ?? '',
    internal: !name.endsWith(OUTSIDE) && name !== MONITORING,
  }));
  return { networks, of };
}

/** The services on each network, by the name of the network. */
function networkMembers(model: Model): Map<string, readonly string[]> {
  const { edges, egress } = deriveNetwork(model);
  const routed = new Set(routedComponents(model).map(({ name }) => name));
  const outside = new Set([
    ...egress.map(({ from }) => from),
    ...model.components.filter(({ name }) => isPublished(model, name)).map(({ name }) => name),
  ]);
  const members = new Map<string, readonly string[]>([[MONITORING, ['prometheus', 'grafana']]]);
  for (const { from, to } of edges) members.set(`${from}.to.${to}`, [from, to]);
  for (const name of outside) members.set(`${name}${OUTSIDE}`, routed.has(name) ? [name, 'traefik'] : [name]);
  for (const { name } of measuredComponents(model)) members.set(`prometheus.to.${name}`, ['prometheus', name]);
  return new Map([...members].sort(([one], [other]) => compareText(one, other)));
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
  const { subnet } = model.environment.compose;
  return subnet.version === 4 && subnetPrefix(subnet, networkMembers(model).size) <= LONGEST_PREFIX;
}
