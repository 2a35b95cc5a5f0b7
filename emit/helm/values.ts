import { quotaHard } from '../../charts/parts/quota';
import { acmeDirectory, carriedHeaders, controllerOf, headerMap } from '../../model/derive/edge';
import { cnpgServices } from '../../model/derive/hosting';
import { deriveNetwork } from '../../model/derive/network';
import { redisMaxmemory } from '../../model/derive/redis-files';
import { compareText } from '../../model/load/diagnostics';
import type { Model } from '../../model/model';
import type { Edge } from '../../model/schema/edge';
import { formatCpu } from '../../model/schema/scalars/cpu';
import { formatMemory } from '../../model/schema/scalars/memory';
import { isListening } from './test-pod';
import { isBuiltin, type Union } from './union';
import { imageValues, resourceValues, type ValueMap } from './value';
import { componentValues } from './values-component';

/** All values of one environment. Every text is a string, so that no YAML reader makes a number of it. */
export function environmentValues(model: Model, union: Union): ValueMap {
  const { environment } = model;
  return {
    namePrefix: '',
    kubernetesVersion: environment.kubernetesVersion.text,
    namespace: { create: true },
    images: { pullPolicy: environment.images.pullPolicy, pullSecrets: environment.images.pullSecrets },
    components: components(model, union),
    ...(union.services.length === 0 ? {} : { backingServices: services(model, union) }),
    secrets: secretValues(model, union),
    edge: edgeValues(environment.edge),
    networkPolicy: { enabled: environment.networkPolicy },
    ...(union.quota === undefined ? {} : { quota: quotaValues(model, union.quota) }),
    ...(union.limitRange === undefined ? {} : { limitRange: limitRangeValues(model, union.limitRange) }),
    ...(union.isOperated ? { cnpg: cnpgValues(model) } : {}),
    ...(union.watched ? { monitoring: monitoringValues(model) } : {}),
    ...(union.components.some(({ component }) => isListening(component)) ? { tests: testValues(model) } : {}),
  };
}

function components(model: Model, union: Union): ValueMap {
  const { egress } = deriveNetwork(model);
  const own = new Map(model.components.map((component) => [component.name, component]));
  return Object.fromEntries(
    union.components.map((each) => {
      const component = own.get(each.component.name);
      if (component === undefined)
        return [each.component.name, { ...componentValues(each, each.component, []), enabled: false }];
      const ways = egress.filter(({ from }) => from === component.name);
      return [component.name, componentValues(each, component, ways)];
    }),
  );
}

function services(model: Model, union: Union): ValueMap {
  const own = new Map(model.backingServices.filter(isBuiltin).map((service) => [service.name, service]));
  return Object.fromEntries(
    union.services.map((first) => {
      const service = own.get(first.name) ?? first;
      const { image, resources, storageBytes, storageClass } = service.hosting;
      return [
        first.name,
        {
          enabled: own.has(first.name),
          image: imageValues(image),
          resources: resourceValues(resources),
          storage: { size: formatMemory(storageBytes), storageClass: storageClass ?? '' },
          ...(service.engine === 'postgres'
            ? { database: service.database, user: service.user }
            : { maxmemory: String(redisMaxmemory(service.hosting.resources.limits.memory.bytes)) }),
        },
      ];
    }),
  );
}

function secretValues(model: Model, union: Union): ValueMap {
  const { secretsProvider: provider } = model.environment;
  const external = provider.provider === 'external' ? provider : undefined;
  const own = new Set(model.secrets.filter(({ managed }) => managed).map(({ name }) => name));
  const made = union.secrets.map(({ name }) => [name, { create: own.has(name), existingSecret: '' }] as const);
  const foreign = model.secrets
    .filter(({ managed }) => !managed)
    .map(({ name }) => [name, { create: false, existingSecret: name }] as const);
  return {
    provider: provider.provider,
    items: Object.fromEntries([...made, ...foreign]),
    external: {
      store: { name: external?.store.name ?? '', kind: external?.store.kind ?? 'ClusterSecretStore' },
      prefix: external?.prefix ?? `${model.application.name}/${model.environment.name}/`,
      refreshInterval: external?.refreshInterval.text ?? '1h',
    },
    ...(union.sealed === undefined
      ? {}
      : { sealed: { encryptedData: provider.provider === 'sealed' ? ciphertexts(provider.encryptedData) : {} } }),
  };
}

/** In order of names: the same values must not give another file when the keys of the input change places. */
function ciphertexts(data: Readonly<Record<string, Readonly<Record<string, string>>>>): ValueMap {
  const inOrder = <T>(entries: Readonly<Record<string, T>>) =>
    Object.entries(entries).sort(([one], [other]) => compareText(one, other));
  return Object.fromEntries(inOrder(data).map(([secret, keys]) => [secret, Object.fromEntries(inOrder(keys))]));
}

function edgeValues(edge: Edge): ValueMap {
  const tls = edge.kind === 'ingress' ? edge.tls : undefined;
  const rateLimit = edge.kind === 'none' ? undefined : edge.rateLimit;
  const gateway = edge.kind === 'gateway' ? edge.gateway : undefined;
  return {
    kind: edge.kind,
    className: edge.kind === 'ingress' ? edge.className : 'traefik',
    controller: edge.kind === 'ingress' ? controllerOf(edge) : 'none',
    controllerNamespace: edge.kind === 'none' ? 'traefik' : edge.controllerNamespace,
    headers: headerMap(carriedHeaders(edge)),
    rateLimit: {
      enabled: rateLimit !== undefined,
      requestsPerSecond: rateLimit?.requestsPerSecond ?? 50,
      burst: rateLimit?.burst ?? 100,
    },
    tls: {
      enabled: tls !== undefined,
      issuer: tls?.issuer ?? '',
      acme: {
        enabled: tls?.acme !== undefined,
        email: tls?.acme?.email ?? '',
        server: acmeDirectory(tls?.acme?.server ?? 'staging'),
      },
      secretName: tls?.secretName ?? '',
    },
    gateway: {
      name: gateway?.name ?? '',
      namespace: gateway?.namespace ?? '',
      sectionName: gateway?.sectionName ?? '',
    },
  };
}

function quotaValues(model: Model, first: Model): ValueMap {
  const hard = quotaHard(model) ?? quotaHard(first) ?? {};
  return { enabled: model.environment.quota !== undefined, hard };
}

function limitRangeValues(model: Model, first: Model): ValueMap {
  const range = model.environment.limitRange ?? first.environment.limitRange;
  const amounts = (of: 'default' | 'defaultRequest' | 'max' | 'min'): ValueMap => ({
    cpu: range?.[of].cpu.text ?? '',
    memory: range?.[of].memory.text ?? '',
  });
  return {
    enabled: model.environment.limitRange !== undefined,
    default: amounts('default'),
    defaultRequest: amounts('defaultRequest'),
    max: amounts('max'),
    min: amounts('min'),
  };
}

function monitoringValues({ environment }: Model): ValueMap {
  const { monitoring } = environment;
  return {
    enabled: monitoring !== undefined,
    environment: monitoring === undefined ? '' : environment.name,
    annotations: monitoring?.kind === 'annotations',
  };
}

function cnpgValues(model: Model): ValueMap {
  const isOperated = cnpgServices(model).length > 0;
  return { enabled: isOperated, environment: isOperated ? model.environment.name : '' };
}

/** A LimitRange may ask for more than the test pod needs. */
function testValues({ environment: { limitRange } }: Model): ValueMap {
  const cpu = Math.max(100, limitRange?.min.cpu.millicores ?? 0);
  const memory = Math.max(64 * 2 ** 20, limitRange?.min.memory.bytes ?? 0);
  return {
    image: { repository: 'busybox', tag: '1.37', digest: '' },
    resources: { cpu: formatCpu(cpu), memory: formatMemory(memory) },
  };
}
