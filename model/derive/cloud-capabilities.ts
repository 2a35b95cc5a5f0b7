import type { Provider } from './clouds';

/** What an environment may ask of a cloud, beside a network, a cluster, a PostgreSQL server and a DNS zone. */
export type Capability = 'budget' | 'waf' | 'ddos' | 'cdn' | 'apiGateway' | 'redis';

/** What each cloud can make, by the resources that its Terraform provider has: aws 5.100, google 7.45, azurerm 5.2 and the heads of the others. */
export const CLOUD_CAPABILITIES: Readonly<Record<Provider, readonly Capability[]>> = {
  // Containers on one machine.
  local: ['redis'],
  aws: ['budget', 'waf', 'ddos', 'cdn', 'apiGateway', 'redis'],
  // The API gateway is in the beta provider only.
  gcp: ['budget', 'waf', 'ddos', 'cdn', 'redis'],
  azure: ['budget', 'waf', 'ddos', 'cdn', 'apiGateway', 'redis'],
  // Its CDN stands before object storage only.
  digitalocean: ['redis'],
  linode: [],
  vultr: ['redis'],
};
