import type { Component, Model, Variable } from '../../model/model';
import type { Resources } from '../../model/schema/resources';
import type { SecretsProvider } from '../../model/schema/secrets-provider';
import { markLines } from './command-lines';
import { markGateway, markIngress } from './marked-edge';
import type { Placeholders } from './placeholders';
import { goText } from './template-node';
import type { BuiltinService, Union, UnionComponent } from './union';

/** A whole environment whose values are stand-ins: what the charts make of it are the templates. */
export interface MarkedModels {
  /** Fixed replica counts, an Ingress of Traefik, Secrets without data. */
  readonly first: Model;
  /** Autoscalers, HTTPRoutes, ExternalSecrets. */
  readonly second: Model;
  /** The first with an Ingress of each other controller. */
  readonly controllers: readonly Model[];
  /** SealedSecrets, when an environment has them. */
  readonly sealed: Model | undefined;
}

/** The external that stands for all traffic that leaves the system. */
const OUTSIDE = 'outside';

/** The models from which the templates come; `base` gives what no environment changes. */
export function markModels(union: Union, base: Model, marks: Placeholders): MarkedModels {
  const { monitoring: _monitoring, ...environment } = base.environment;
  const { monitoring } = union.watched?.environment ?? {};
  const first: Model = {
    application: union.application,
    ...(base.gitops === undefined ? {} : { gitops: base.gitops }),
    environment: {
      ...environment,
      namespace: 'namespace',
      kubernetesVersion: { major: 1, minor: 99, text: marks.text('$.Values.kubernetesVersion') },
      edge: markIngress(marks, 'traefik'),
      images: {
        pinned: false,
        // A stand-in takes the place of one of three words.
        pullPolicy: marks.text('$.Values.images.pullPolicy') as 'Always',
        pullSecrets: [marks.text('.')],
      },
      ...(union.quota?.environment.quota === undefined ? {} : { quota: union.quota.environment.quota }),
      ...(union.limitRange === undefined ? {} : { limitRange: limitRange(marks) }),
      secretsProvider: { provider: 'cluster' },
      networkPolicy: true,
      // Only pods show it: its own objects differ from environment to environment, so they are files of the chart.
      ...(monitoring === undefined ? {} : { monitoring: { ...monitoring, kind: 'annotations' } }),
    },
    components: union.components.map((each) => markComponent(each, union, marks)),
    backingServices: union.services.map((service) => markService(service, marks)),
    externals: [{ name: OUTSIDE, endpoint: OUTSIDE, url: '', host: '', port: marks.integer('.port') }],
    secrets: union.secrets,
    alerts: [],
  };
  const withProvider = (secretsProvider: SecretsProvider): Model => ({
    ...first,
    environment: { ...first.environment, secretsProvider },
  });
  const external = withProvider(externalSecrets(marks));
  return {
    first,
    second: {
      ...external,
      environment: { ...external.environment, edge: markGateway(marks) },
      components: first.components.map((component) => autoscaled(component, marks)),
    },
    controllers: (['nginx', 'haproxy'] as const).map((controller) => ({
      ...first,
      environment: { ...first.environment, edge: markIngress(marks, controller) },
    })),
    sealed: union.sealed === undefined ? undefined : withProvider({ provider: 'sealed', encryptedData: {} }),
  };
}

function externalSecrets(marks: Placeholders): SecretsProvider {
  const value = (path: string): string => marks.text(`$.Values.secrets.external.${path}`);
  return {
    provider: 'external',
    store: { name: value('store.name'), kind: 'ClusterSecretStore' },
    prefix: value('prefix'),
    refreshInterval: { seconds: 0, text: value('refreshInterval') },
  };
}

function limitRange(marks: Placeholders): NonNullable<Model['environment']['limitRange']> {
  const amounts = (field: string): { cpu: Amount<'millicores'>; memory: Amount<'bytes'> } => ({
    cpu: { millicores: 1, text: marks.text(`$.Values.limitRange.${field}.cpu`) },
    memory: { bytes: 1, text: marks.text(`$.Values.limitRange.${field}.memory`) },
  });
  return {
    default: amounts('default'),
    defaultRequest: amounts('defaultRequest'),
    max: amounts('max'),
    min: amounts('min'),
  };
}

type Amount<Unit extends string> = { readonly text: string } & { readonly [unit in Unit]: number };

function markComponent(union: UnionComponent, all: Union, marks: Placeholders): Component {
  const component = markLines(union.component, union.lines, marks);
  const builtin = new Set(all.services.map(({ name }) => name));
  const inside = component.needs.filter(({ kind, name }) => kind === 'component' || builtin.has(name));
  const { autoscaling: _autoscaling, disruption: _disruption, ...rest } = component;
  return {
    ...rest,
    image: markImage(component.image, '$component', marks),
    variables: markVariables(union, marks),
    needs: [...inside, { kind: 'external', name: OUTSIDE }],
    volumes: component.volumes.map((volume) => ({
      ...volume,
      sizeBytes: marks.integer(`(index $component.volumes ${goText(volume.name)}).size`),
      storageClass: marks.text(`(index $component.volumes ${goText(volume.name)}).storageClass`),
    })),
    ...(component.route === undefined ? {} : { route: markRoute(component.route, marks) }),
    replicas: marks.integer('$component.replicas'),
    resources: markResources('$component', marks),
    rollout: {
      maxSurge: marks.text('$component.rollout.maxSurge', 'json'),
      maxUnavailable: marks.text('$component.rollout.maxUnavailable', 'json'),
    },
    ...(component.run?.schedule === undefined
      ? {}
      : { run: { ...component.run, schedule: marks.text('$component.schedule') } }),
  };
}

function markRoute(route: NonNullable<Component['route']>, marks: Placeholders): NonNullable<Component['route']> {
  return { ...route, host: marks.text('$component.route.host'), path: marks.text('$component.route.path') };
}

/** One variable of each sort: its place in the objects is repeated for all of that sort. */
function markVariables(union: UnionComponent, marks: Placeholders): Variable[] {
  const { literals, secretValues, secretFiles } = union;
  const secret = (code: string): string => marks.text(`include "manifold.secretName" (list $ ${code})`);
  return [
    ...(literals.size === 0 ? [] : [{ name: 'CONFIG', value: { kind: 'literal' as const, text: '' } }]),
    ...(secretValues.size === 0
      ? []
      : [
          {
            name: marks.text('$name'),
            value: {
              kind: 'secret' as const,
              secret: secret('$reference.secret'),
              key: marks.text('$reference.key'),
              as: 'value' as const,
            },
          },
        ]),
    ...(secretFiles.size === 0
      ? []
      : [
          {
            name: 'FILE',
            value: {
              kind: 'secret' as const,
              secret: marks.text('$secret'),
              key: marks.text('.'),
              as: 'file' as const,
            },
          },
        ]),
  ];
}

function autoscaled(component: Component, marks: Placeholders): Component {
  if (component.run) return component;
  const value = (key: string): number => marks.integer(`$component.autoscaling.${key}`);
  return {
    ...component,
    autoscaling: {
      minReplicas: value('minReplicas'),
      maxReplicas: value('maxReplicas'),
      cpu: value('cpu'),
      memory: value('memory'),
    },
  };
}

function markImage(image: Component['image'], owner: string, marks: Placeholders): Component['image'] {
  return {
    repository: image.repository,
    tag: marks.text(`${owner}.image.tag`),
    text: marks.text(`include "manifold.image" ${owner}.image`),
  };
}

function markResources(owner: string, marks: Placeholders): Resources {
  const amounts = (side: 'requests' | 'limits'): Resources['requests'] => {
    const value = (key: string): string => marks.text(`${owner}.resources.${side}.${key}`);
    return {
      cpu: { millicores: 1, text: value('cpu') },
      memory: { bytes: 1, text: value('memory') },
      ephemeralStorage: { bytes: 1, text: value('ephemeralStorage') },
    };
  };
  return { requests: amounts('requests'), limits: amounts('limits') };
}

function markService(service: BuiltinService, marks: Placeholders): BuiltinService {
  const hosting = {
    ...service.hosting,
    image: markImage(service.hosting.image, '$service', marks),
    resources: markResources('$service', marks),
    storageBytes: marks.integer('$service.storage.size'),
    storageClass: marks.text('$service.storage.storageClass'),
  };
  if (service.engine === 'redis') return { ...service, hosting };
  return { ...service, hosting, database: marks.text('$service.database'), user: marks.text('$service.user') };
}
