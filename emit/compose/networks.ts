import { composeNetworks, MONITORING, OUTSIDE, subnetPrefix } from '../../model/derive/compose-networks';
import type { Model } from '../../model/model';
import { type Cidr, splitCidr } from '../../model/schema/scalars/cidr';

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

/**
 * A network for each edge of the dependency graph, so that nothing but those is open: callers of one service do not see
 * each other. What talks to the outside, or is reached from there, has a network of its own for it.
 */
export function planNetworks(model: Model): NetworkPlan {
  const members = composeNetworks(model);
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

/** The first so many equal parts of a network. */
export function subnetsOf(whole: Cidr, count: number): string[] {
  return splitCidr(whole, subnetPrefix(whole, count) - whole.prefix)
    .slice(0, count)
    .map(({ text }) => text);
}
