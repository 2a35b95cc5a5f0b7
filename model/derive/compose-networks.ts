import { compareText } from '../load/diagnostics';
import type { Model } from '../model';
import type { Cidr } from '../schema/scalars/cidr';
import { deriveNetwork } from './network';
import { measuredComponents, routedComponents } from './reached';

/** End of the name of a network with a way to the outside; names of services have no dots. */
export const OUTSIDE = '.outside';
/** The network between Prometheus and Grafana. */
export const MONITORING = 'monitoring';
/** Services that a Compose project has besides those of the model. */
export const COMPOSE_SERVICES = ['traefik', 'prometheus', 'grafana', 'alertmanager'] as const;
/** End of the name of the service that gives a volume its owner. */
export const VOLUMES_SERVICE = '-volumes';

/** Smallest network that holds a service, its callers and Docker's own addresses. */
export const LONGEST_PREFIX = 28;
/** No network needs more than 254 addresses. */
const SHORTEST_PREFIX = 24;

/** The services on each network of a Compose project, by the name of the network. */
export function composeNetworks(model: Model): Map<string, readonly string[]> {
  const { edges, egress } = deriveNetwork(model);
  const routed = new Set(routedComponents(model).map(({ name }) => name));
  const outside = new Set([
    ...egress.map(({ from }) => from),
    ...model.components.filter(({ kind }) => kind === 'web').map(({ name }) => name),
  ]);
  const members = new Map<string, readonly string[]>([[MONITORING, ['prometheus', 'grafana']]]);
  for (const { from, to } of edges) members.set(`${from}.to.${to}`, [from, to]);
  for (const name of outside) members.set(`${name}${OUTSIDE}`, routed.has(name) ? [name, 'traefik'] : [name]);
  for (const { name } of measuredComponents(model)) members.set(`prometheus.to.${name}`, ['prometheus', name]);
  return new Map([...members].sort(([one], [other]) => compareText(one, other)));
}

/** Length of the prefix of so many equal parts of a network; longer than 28 when they do not fit. */
export function subnetPrefix(whole: Cidr, count: number): number {
  return Math.max(SHORTEST_PREFIX, whole.prefix + Math.ceil(Math.log2(Math.max(1, count))));
}
