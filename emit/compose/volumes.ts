import { ownVolumes } from '../../model/derive/capacity';
import { VOLUMES_SERVICE } from '../../model/derive/compose-networks';
import type { Component, Model } from '../../model/model';
import { HARDENED, type Service } from './service';

/** Name of a named volume. */
export function volumeName(owner: string, volume: string): string {
  return `${owner}-${volume}`;
}

/** Name of the service that gives the volumes of a workload to its user. */
export function ownerService(name: string): string {
  return `${name}${VOLUMES_SERVICE}`;
}

/** Whether a component has named volumes. */
export function ownsVolumes(component: Component): boolean {
  return ownVolumes(component).length > 0;
}

/** Where a workload mounts the volumes that its user has to own. */
export interface OwnedVolumes {
  readonly name: string;
  readonly image: string;
  readonly pullPolicy: string;
  readonly user: number;
  readonly mounts: readonly { readonly volume: string; readonly path: string }[];
}

/**
 * A container that runs once before the workload: Docker makes a volume that belongs to root, and has nothing like
 * `fsGroup`. It runs the `chown` of its image with that one privilege, and without a network. Images of backing services
 * have one; that of a component may hold its program and nothing else.
 */
export function volumesService(owned: OwnedVolumes): Service {
  const paths = owned.mounts.map(({ path }) => path);
  return {
    image: owned.image,
    pull_policy: owned.pullPolicy,
    entrypoint: ['chown', `${owned.user}:${owned.user}`, ...paths],
    command: [],
    user: '0:0',
    ...HARDENED,
    cap_add: ['CHOWN'],
    restart: 'no',
    network_mode: 'none',
    volumes: owned.mounts.map(({ volume, path }) => ({
      type: 'volume',
      source: volumeName(owned.name, volume),
      target: path,
    })),
  };
}

/** Names of all named volumes of a project. */
export function volumeNames(model: Model): string[] {
  return [
    ...model.components.flatMap((component) =>
      ownVolumes(component).map((volume) => volumeName(component.name, volume.name)),
    ),
    ...model.backingServices.flatMap(({ name, hosting }) =>
      hosting.mode === 'builtin' ? [volumeName(name, 'data')] : [],
    ),
  ].sort();
}
