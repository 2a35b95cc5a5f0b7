import { assertNever } from '../../lib/errors';
import { namePrefix } from '../../model/derive/name-prefix';
import { deriveNodePool } from '../../model/derive/node-pool';
import type { Model } from '../../model/model';
import type { Cidr } from '../../model/schema/scalars/cidr';
import { mebibytes } from './amounts';
import { containersVariable } from './containers';
import { cacheVariable, databaseVariable } from './data';
import type { Json } from './json';
import { registries, servicesVariable } from './services';

/** A value for every variable of the contract, infra/terraform/_shared/variables.tf; never a secret. */
export function terraformVariables(model: Model): { readonly [name: string]: Json | undefined } {
  const { application, environment } = model;
  const { infrastructure, logs } = environment;
  const local = containersVariable(model);
  return {
    cloud_provider: environment.provider,
    application: application.name,
    environment: environment.name,
    name_prefix: namePrefix(model),
    region: infrastructure.region,
    availability_zones: infrastructure.availabilityZones,
    network: networkVariable(model),
    cluster: clusterVariable(model),
    database: databaseVariable(model),
    cache: cacheVariable(model),
    dns: dnsVariable(model),
    certificate: certificateVariable(model),
    registries: registries(model),
    services: servicesVariable(model),
    externals: externalsVariable(model),
    secrets: secretsVariable(model),
    waf: infrastructure.protection.waf,
    ddos: infrastructure.protection.ddos,
    allowed_cidrs: texts(infrastructure.protection.allowedCidrs),
    logs: logs && { retention_days: logs.retentionDays },
    backup: backupVariable(model),
    notification_address: infrastructure.notificationAddress,
    monthly_budget: infrastructure.monthlyBudget,
    features: featuresVariable(model),
    tags: tagsVariable(model),
    container_networks: local?.networks,
    containers: local?.containers,
  };
}

function texts(networks: readonly Cidr[]): string[] {
  return networks.map(({ text }) => text);
}

function networkVariable({ environment }: Model): Json {
  const { network } = environment.infrastructure;
  return {
    cidr: network.cidr.text,
    public_subnet_cidrs: texts(network.publicSubnets),
    private_subnet_cidrs: texts(network.privateSubnets),
    database_subnet_cidrs: texts(network.databaseSubnets),
  };
}

function clusterVariable(model: Model): Json {
  const { environment } = model;
  const pool = deriveNodePool(model);
  return {
    enabled: environment.provider !== 'local',
    version: environment.kubernetesVersion.text,
    namespace: environment.namespace,
    node_type: environment.infrastructure.cluster.nodeType,
    min_nodes: pool.minNodes,
    max_nodes: pool.maxNodes,
    requested_cpu_millicores: pool.requestedCpuMillicores,
    requested_memory_mib: mebibytes(pool.requestedMemoryBytes),
  };
}

/** A zone is made only where names outside of the machine are routed. */
function dnsVariable({ environment, components }: Model): Json {
  const isRouted = environment.edge.kind !== 'none';
  const hosts = components.flatMap(({ route }) => (route && isRouted ? [route.host] : []));
  return {
    enabled: isRouted && environment.provider !== 'local',
    domain: environment.domain,
    hosts: [...new Set(hosts)].sort(),
  };
}

function certificateVariable({ environment: { edge } }: Model): Json {
  switch (edge.kind) {
    case 'none':
      return { enabled: false };
    case 'ingress':
      return { enabled: edge.tls !== undefined, issuer: edge.tls?.acme === undefined ? edge.tls?.issuer : 'acme' };
    case 'gateway':
      return { enabled: edge.tls };
    default:
      return assertNever(edge);
  }
}

function externalsVariable({ externals }: Model): Json {
  return Object.fromEntries(
    externals.map(({ name, endpoint, url, urlSecret }) => [
      name,
      // A URL that a secret holds may carry an API key; the one of app.yaml is not what is used then.
      urlSecret ? { endpoint, url_secret: { name: urlSecret.secret, key: urlSecret.key } } : { endpoint, url },
    ]),
  );
}

function secretsVariable({ secrets }: Model): Json {
  const managed = secrets.filter((secret) => secret.managed);
  return Object.fromEntries(
    managed.map(({ name, keys }) => [
      name,
      Object.fromEntries(keys.map((key) => [key.name, { generate_bytes: key.generateBytes }])),
    ]),
  );
}

function backupVariable({ environment: { backups } }: Model): Json {
  if (!backups) return { enabled: false };
  return { enabled: true, schedule: backups.schedule.text, keep_days: backups.keepDays };
}

function featuresVariable({ environment, components }: Model): Json {
  return {
    autoscaling: components.some(({ autoscaling }) => autoscaling !== undefined),
    load_balancer: environment.edge.kind !== 'none',
    cdn: environment.infrastructure.cdn,
    api_gateway: environment.infrastructure.apiGateway,
  };
}

function tagsVariable({ application, environment }: Model): Json {
  const own = { application: application.name, environment: environment.name, 'managed-by': 'manifold' };
  return { ...environment.infrastructure.tags, ...own };
}
