import { CLOUD_DEFAULTS, type CloudDefaults } from '../derive/clouds';
import type { Infrastructure, InfrastructureNetwork, TerraformState } from '../infrastructure';
import type { InfrastructureSettings } from '../schema/infrastructure';
import { type Cidr, cidr, splitCidr } from '../schema/scalars/cidr';
import type { ResolveContext } from './context';

const LOCAL_NETWORK = '172.20.0.0/16';
const CLOUD_NETWORK = '10.0.0.0/16';
/** Zones where none are named: the fewest that survive the loss of one. */
const ZONES = 2;
/** Each kind of subnet has four sixteenths, which the zones share out. */
const SUBNET_BITS = 4;
const LONGEST_BUCKET = 63;

/** The cloud below the environment: what it states, and the defaults of its provider. */
export function resolveInfrastructure(context: ResolveContext): Infrastructure {
  const { infrastructure: settings, provider } = context.environment;
  const defaults = CLOUD_DEFAULTS[provider];
  return {
    region: settings.region ?? defaults.region,
    additionalRegions: settings.additionalRegions,
    availabilityZones: settings.availabilityZones,
    network: resolveNetwork(settings, provider === 'local' ? LOCAL_NETWORK : CLOUD_NETWORK),
    cluster: resolveCluster(settings.cluster, { defaults, minNodes: provider === 'local' ? 1 : ZONES }),
    database: resolveDatabase(settings.database, defaults),
    cache: { nodeType: settings.cache.nodeType ?? defaults.cacheNodeType, nodes: settings.cache.nodes },
    protection: settings.protection,
    cdn: settings.cdn,
    apiGateway: settings.apiGateway,
    ...(settings.notificationAddress === undefined ? {} : { notificationAddress: settings.notificationAddress }),
    ...(settings.monthlyBudget === undefined ? {} : { monthlyBudget: settings.monthlyBudget }),
    tags: settings.tags,
    state: resolveState(settings.state, context.application.name),
  };
}

function resolveNetwork(
  { network, availabilityZones }: InfrastructureSettings,
  fallback: string,
): InfrastructureNetwork {
  const whole: Cidr = network.cidr ?? cidr.parse(fallback);
  const zones = availabilityZones.length || ZONES;
  const subnets = (quarter: number): Cidr[] =>
    splitCidr(whole, SUBNET_BITS + (zones > 4 ? 1 : 0)).slice(...range(quarter, zones > 4 ? 8 : 4, zones));
  return {
    cidr: whole,
    publicSubnets: network.publicSubnets ?? subnets(0),
    privateSubnets: network.privateSubnets ?? subnets(1),
    databaseSubnets: network.databaseSubnets ?? subnets(2),
  };
}

function range(quarter: number, blocks: number, count: number): [number, number] {
  return [quarter * blocks, quarter * blocks + count];
}

function resolveCluster(
  cluster: InfrastructureSettings['cluster'],
  { defaults, minNodes }: { readonly defaults: CloudDefaults; readonly minNodes: number },
): Infrastructure['cluster'] {
  return {
    nodeType: cluster.nodeType ?? defaults.nodeType,
    nodeCpuMillicores: cluster.node?.cpu.millicores ?? defaults.nodeCpuMillicores,
    nodeMemoryBytes: cluster.node?.memory.bytes ?? defaults.nodeMemoryBytes,
    minNodes: cluster.minNodes ?? Math.min(minNodes, cluster.maxNodes ?? minNodes),
    ...(cluster.maxNodes === undefined ? {} : { maxNodes: cluster.maxNodes }),
  };
}

function resolveDatabase(
  database: InfrastructureSettings['database'],
  defaults: CloudDefaults,
): Infrastructure['database'] {
  return {
    instanceClass: database.instanceClass ?? defaults.databaseClass,
    storageBytes: database.storage.bytes,
    ...(database.maxStorage === undefined ? {} : { maxStorageBytes: database.maxStorage.bytes }),
    multiAz: database.multiAz,
    encryption: database.encryption,
    deletionProtection: database.deletionProtection,
  };
}

function resolveState(state: InfrastructureSettings['state'], application: string): TerraformState {
  const suffix = '-terraform-state';
  const bucket = state.bucket ?? `${application.slice(0, LONGEST_BUCKET - suffix.length)}${suffix}`;
  return {
    bucket,
    ...(state.endpoint === undefined ? {} : { endpoint: state.endpoint.text }),
    ...(state.lock === undefined ? {} : { lock: state.lock }),
    storageAccount: state.storageAccount ?? `${application.replaceAll('-', '').slice(0, 17)}tfstate`,
    resourceGroup: state.resourceGroup ?? bucket,
  };
}
