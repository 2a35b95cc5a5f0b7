import { ownVolumes } from '../../model/derive/capacity';
import { notificationSecrets } from '../../model/derive/notification-secrets';
import { routedComponents } from '../../model/derive/reached';
import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import { toYaml } from '../yaml';
import { alertmanagerService, hasAlertmanager } from './alertmanager';
import { backingService, backingVolumes, configName, mountedFiles } from './backing-service';
import { componentService } from './component-service';
import { TRAEFIK_USER, traefikFiles, traefikService } from './edge';
import { environmentFiles } from './environment-files';
import { GRAFANA_SECRET, GRAFANA_USER, grafanaService, PROMETHEUS_USER, prometheusService } from './monitoring';
import { monitoringFiles } from './monitoring-files';
import { type NetworkPlan, planNetworks } from './networks';
import { secretPath, secretSource } from './secret-files';
import type { Service } from './service';
import { type OwnedVolumes, ownerService, ownsVolumes, volumeName, volumeNames, volumesService } from './volumes';

/** The Compose project of one environment: compose.yaml, the files that it mounts, and its variables. */
export function emitCompose(model: Model): Artifact[] {
  const folder = `compose/${model.environment.name}`;
  const files = projectFiles(model);
  return [
    { path: `${folder}/compose.yaml`, content: toYaml(project(model, Object.keys(files))) },
    ...Object.entries(files).map(([path, content]) => ({ path: `${folder}/${path}`, content })),
    ...environmentFiles(model).map(({ path, content }) => ({ path: `${folder}/${path}`, content })),
  ];
}

function project(model: Model, files: readonly string[]): object {
  const plan = planNetworks(model);
  const volumes = [
    ...volumeNames(model),
    ...extraVolumes(model).map(({ name, mounts }) => volumeName(name, mounts[0]?.volume ?? '')),
  ];
  return {
    name: projectName(model),
    services: services(model, plan),
    networks: networks(plan),
    ...(volumes.length === 0 ? {} : { volumes: Object.fromEntries(volumes.map((name) => [name, {}])) }),
    configs: Object.fromEntries(files.map((path) => [configName(path), { file: `./${path}` }])),
    secrets: secrets(model),
  };
}

/** Name of the project: that of the application and the environment. */
export function projectName(model: Model): string {
  return `${model.application.name}-${model.environment.name}`;
}

function services(model: Model, plan: NetworkPlan): Record<string, Service> {
  const result: Record<string, Service> = {};
  for (const component of model.components) result[component.name] = componentService(model, component, plan);
  for (const service of model.backingServices) {
    const made = backingService(model, service, plan);
    if (made !== undefined) result[service.name] = made;
  }
  for (const owned of ownedVolumes(model)) result[ownerService(owned.name)] = volumesService(owned);
  if (routedComponents(model).length > 0) result.traefik = traefikService(model, plan);
  result.prometheus = prometheusService(model, plan);
  result.grafana = grafanaService(model);
  if (hasAlertmanager(model)) result.alertmanager = alertmanagerService(model);
  for (const { profile, ...owned } of extraVolumes(model))
    result[ownerService(owned.name)] = { ...volumesService(owned), profiles: [profile] };
  return Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ownedVolumes(model: Model): OwnedVolumes[] {
  const components = model.components.filter(ownsVolumes).map((component) => ({
    name: component.name,
    image: model.environment.compose.images.volumes.text,
    pullPolicy: 'missing',
    user: component.user,
    // Not where the component has them: there the helper may have the very program that it runs.
    mounts: ownVolumes(component).map(({ name }) => ({ volume: name, path: `/volumes/${name}` })),
  }));
  return [...components, ...model.backingServices.flatMap((service) => backingVolumes(model, service) ?? [])];
}

/** Volumes of what only Compose has. */
function extraVolumes(model: Model): (OwnedVolumes & { readonly profile: string })[] {
  const { images } = model.environment.compose;
  const monitoring = { pullPolicy: 'missing', profile: 'monitoring' };
  return [
    ...(routedComponents(model).length === 0
      ? []
      : [
          {
            name: 'traefik',
            image: images.traefik.text,
            user: TRAEFIK_USER,
            mounts: [{ volume: 'acme', path: '/acme' }],
            pullPolicy: 'missing',
            profile: 'edge',
          },
        ]),
    {
      name: 'prometheus',
      image: images.prometheus.text,
      user: PROMETHEUS_USER,
      mounts: [{ volume: 'data', path: '/prometheus' }],
      ...monitoring,
    },
    {
      name: 'grafana',
      image: images.grafana.text,
      user: GRAFANA_USER,
      mounts: [{ volume: 'data', path: '/var/lib/grafana' }],
      ...monitoring,
    },
  ];
}

function networks(plan: NetworkPlan): object {
  return Object.fromEntries(
    plan.networks.map(({ name, subnet, internal }) => [
      name,
      { driver: 'bridge', ...(internal ? { internal: true } : {}), ipam: { config: [{ subnet }] } },
    ]),
  );
}

/** Files that services mount, by path below the folder of the environment. */
function projectFiles(model: Model): Record<string, string> {
  const mounted = model.backingServices.flatMap((service) =>
    service.hosting.mode === 'builtin' ? mountedFiles(service, service.hosting) : [],
  );
  return {
    ...Object.fromEntries(mounted.map(({ path, content }) => [path, content])),
    ...(routedComponents(model).length > 0 ? traefikFiles(model) : {}),
    ...monitoringFiles(model),
  };
}

/** Secrets that containers read as files. */
function secrets(model: Model): object {
  const files = new Map<string, string>();
  const add = (secret: string, key: string): void => {
    files.set(secretSource(secret, key), secretPath(model, `${secret}/${key}`));
  };
  for (const { hosting, password } of model.backingServices)
    if (hosting.mode === 'builtin') add(password.secret, password.key);
  for (const { value } of model.components.flatMap(({ variables }) => variables))
    if (value.kind === 'secret' && value.as === 'file') add(value.secret, value.key);
  add(GRAFANA_SECRET.name, GRAFANA_SECRET.key);
  for (const { secret, key } of notificationSecrets(model.environment.monitoring)) add(secret, key);
  return Object.fromEntries([...files].sort().map(([name, file]) => [name, { file }]));
}
