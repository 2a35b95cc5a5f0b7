import { isClaimed, ownVolumes } from '../derive/capacity';
import {
  ACME_ACCOUNT_SECRET,
  certificateSecret,
  claimName,
  POLICIES_FOR_ALL,
  secretVolumeName,
  writableVolumeName,
} from '../derive/object-names';
import type { Component, Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const duplicates: Rule = {
  id: 'duplicates',
  title: 'Ports, routes, mount paths and names are used once',
  why: 'Two ports of one number, or two routes of one host and path, shadow each other; two things of one name would be one Service or one Secret.',
  fix: 'Give each its own port, path, host or name.',
  check: ({ model }) => [
    ...ports(model),
    ...routes(model),
    ...mountPaths(model),
    ...names(model),
    ...certificates(model),
    ...policies(model),
    ...claims(model),
    ...model.components.flatMap(podVolumes),
  ],
};

function ports(model: Model): RuleFinding[] {
  return model.components.flatMap((component) =>
    repeats(component.ports, (port) => String(port.number)).map(([port, first]) => ({
      place: { document: 'application' as const, path: ['components', component.name, 'ports', port.name] },
      message: `${component.name}: the ports ${first.name} and ${port.name} have the same number ${port.number}`,
      value: String(port.number),
    })),
  );
}

function routes(model: Model): RuleFinding[] {
  if (model.environment.edge.kind === 'none') return localPorts(model);
  const routed = model.components.flatMap((component) =>
    component.route ? [{ name: component.name, ...component.route }] : [],
  );
  // An Ingress takes /api and /api/ for the same prefix.
  return repeats(routed, (route) => `${route.host}${route.path.replace(/\/$/, '')}`).map(([route, first]) => ({
    place: { document: 'application', path: ['components', route.name, 'route'], of: 'key' },
    message: `${route.name} and ${first.name} both have the route ${route.host}${route.path}`,
    value: `${route.host}${route.path}`,
  }));
}

/** Without an edge, routed components share the ports of localhost. */
function localPorts(model: Model): RuleFinding[] {
  const routed = model.components.flatMap((component) => {
    const port = component.ports[0];
    return component.route && port ? [{ name: component.name, port }] : [];
  });
  return repeats(routed, ({ port }) => String(port.number)).map(([{ name, port }, first]) => ({
    place: { document: 'application', path: ['components', name, 'ports', port.name] },
    message: `${name} and ${first.name} are both reached on port ${port.number} of ${model.environment.domain}`,
    value: String(port.number),
  }));
}

function mountPaths(model: Model): RuleFinding[] {
  return model.components.flatMap((component) => {
    const mounts = [
      ...component.volumes.map((volume) => ({ path: volume.path, field: ['volumes', volume.name, 'path'] })),
      ...component.writablePaths.map((path, index) => ({ path, field: ['writablePaths', index] })),
    ];
    return repeats(mounts, (mount) => mount.path).map(([mount]) => ({
      place: { document: 'application' as const, path: ['components', component.name, ...mount.field] },
      message: `${component.name}: ${mount.path} is mounted twice`,
      value: mount.path,
    }));
  });
}

function names(model: Model): RuleFinding[] {
  const workloads = [
    ...model.components.map(({ name }) => ({ name, section: 'components' })),
    ...model.backingServices.map(({ name }) => ({ name, section: 'backingServices' })),
    ...model.externals.map(({ name }) => ({ name, section: 'externals' })),
  ];
  const secrets = model.secrets.map((secret) => ({
    name: secret.name,
    section: secret.owner.kind === 'application' ? 'secrets' : 'backingServices',
  }));
  return [...repeats(workloads, ({ name }) => name), ...repeats(secrets, ({ name }) => name)].map(([item, first]) => ({
    place: { document: 'application', path: [item.section, item.name], of: 'key' },
    message: `the name ${item.name} is used under ${first.section} and under ${item.section}`,
    value: item.name,
  }));
}

/** cert-manager writes into its Secrets, whatever else is in them. */
function certificates(model: Model): RuleFinding[] {
  const { edge } = model.environment;
  const tls = edge.kind === 'ingress' ? edge.tls : undefined;
  if (tls === undefined) return [];
  const taken = new Map([
    ...(tls.acme === undefined ? [] : [[ACME_ACCOUNT_SECRET, 'the account of edge.tls.acme'] as const]),
    ...model.components
      .filter(({ route }) => route !== undefined)
      .map(({ name }) => [certificateSecret(tls, name), `the certificate of ${name}`] as const),
  ]);
  return model.secrets
    .filter(({ name }) => taken.has(name))
    .map(({ name, owner }) => ({
      place: {
        document: 'application',
        path: owner.kind === 'application' ? ['secrets', name] : ['backingServices', owner.name],
        of: 'key',
      },
      message: `the Secret ${name} is that of ${taken.get(name)}`,
      value: name,
      allowed: `any name but ${[...taken.keys()].join(', ')}`,
    }));
}

/** Each workload has a NetworkPolicy of its own name. */
function policies(model: Model): RuleFinding[] {
  const workloads = [
    ...model.components.map(({ name }) => ['components', name] as const),
    ...model.backingServices.map(({ name }) => ['backingServices', name] as const),
  ];
  return workloads
    .filter(([, name]) => POLICIES_FOR_ALL.includes(name))
    .map((path) => ({
      place: { document: 'application', path, of: 'key' },
      message: `the name ${path[1]} is that of a NetworkPolicy for all pods`,
      value: path[1],
    }));
}

function claims(model: Model): RuleFinding[] {
  const all = model.components.flatMap((component) =>
    ownVolumes(component)
      .filter((volume) => isClaimed(component, volume))
      .map((volume) => ({ component, volume, name: claimName(component, volume) })),
  );
  return repeats(all, ({ name }) => name).map(([{ component, volume, name }, first]) => ({
    place: volumePlace(component, volume.name),
    message: `the volume ${volume.name} of ${component.name} and ${first.volume.name} of ${first.component.name} are one claim, ${name}`,
    value: name,
  }));
}

/** Volumes of one pod share their names with those that are made for writable paths and mounted Secrets. */
function podVolumes(component: Component): RuleFinding[] {
  const secrets = component.variables.flatMap(({ value }) =>
    value.kind === 'secret' && value.as === 'file' ? [secretVolumeName(value.secret)] : [],
  );
  const taken = new Set([...component.writablePaths.map((_path, index) => writableVolumeName(index)), ...secrets]);
  return component.volumes
    .filter(({ name }) => taken.has(name))
    .map(({ name }) => ({
      place: volumePlace(component, name),
      message: `${component.name}: a writable path or a mounted Secret has the volume ${name} already`,
      value: name,
    }));
}

function volumePlace(component: Component, volume: string): RuleFinding['place'] {
  return { document: 'application', path: ['components', component.name, 'volumes', volume], of: 'key' };
}

/** Every item whose key was seen before, with the item that had it first. */
function repeats<T>(items: readonly T[], key: (item: T) => string): (readonly [T, T])[] {
  const first = new Map<string, T>();
  return items.flatMap((item) => {
    const earlier = first.get(key(item));
    if (earlier === undefined) first.set(key(item), item);
    return earlier === undefined ? [] : [[item, earlier] as const];
  });
}
