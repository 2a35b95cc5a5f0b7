import type { Environment } from '../schema/environment';

export type Provider = Environment['provider'];

/** What is taken where an environment names no region or size. CPU in millicores, memory in bytes, of one node. */
export interface CloudDefaults {
  readonly region: string;
  readonly nodeType: string;
  readonly nodeCpuMillicores: number;
  readonly nodeMemoryBytes: number;
  readonly databaseClass: string;
  readonly cacheNodeType: string;
}

const GIB = 2 ** 30;

/**
 * One region in Europe and small sizes of each cloud, with the amounts that its price list gives for the node. For
 * `local` they are names only: containers of one machine have no region and no size.
 */
export const CLOUD_DEFAULTS: Readonly<Record<Provider, CloudDefaults>> = {
  local: size('local', ['local', 2, 4], ['local', 'local']),
  aws: size('eu-west-1', ['t3.large', 2, 8], ['db.t4g.medium', 'cache.t4g.small']),
  gcp: size('europe-west1', ['e2-standard-2', 2, 8], ['db-custom-2-7680', 'STANDARD_SMALL']),
  azure: size('westeurope', ['Standard_D2s_v5', 2, 8], ['B_Standard_B2s', 'Balanced_B1']),
  digitalocean: size('fra1', ['s-2vcpu-4gb', 2, 4], ['db-s-1vcpu-2gb', 'db-s-1vcpu-1gb']),
  linode: size('eu-central', ['g6-standard-2', 2, 4], ['g6-standard-1', 'none']),
  vultr: size('ams', ['vc2-2c-4gb', 2, 4], ['vultr-dbaas-startup-cc-1-55-2', 'vultr-dbaas-startup-cc-1-55-2']),
};

function size(
  region: string,
  [nodeType, cpu, gibibytes]: readonly [string, number, number],
  [databaseClass, cacheNodeType]: readonly [string, string],
): CloudDefaults {
  return {
    region,
    nodeType,
    nodeCpuMillicores: cpu * 1000,
    nodeMemoryBytes: gibibytes * GIB,
    databaseClass,
    cacheNodeType,
  };
}
