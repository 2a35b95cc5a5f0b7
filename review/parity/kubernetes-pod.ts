import { memory } from '../../model/schema/scalars/memory';
import { literalFact, secretFact } from './facts';
import type { AnyObject } from './read-object';

/** Variables of a container, those of its ConfigMaps too. */
export function environmentOf(container: AnyObject, objects: readonly AnyObject[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name);
    if (map === undefined) result[`ConfigMap ${configMapRef?.name}`] = 'is missing';
    for (const [name, value] of Object.entries(map?.data ?? {}))
      result[name] = typeof value === 'string' ? literalFact(value) : `not a text: ${JSON.stringify(value)}`;
  }
  for (const { name, value, valueFrom } of container.env ?? [])
    result[name] =
      valueFrom === undefined
        ? literalFact(String(value).replaceAll('$$', '$'))
        : secretFact(valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key);
  return result;
}

/** Paths of the keys of mounted Secrets. */
export function secretFilesOf(container: AnyObject, pod: AnyObject): string[] {
  return (container.volumeMounts ?? [])
    .flatMap((mount: AnyObject) => {
      const volume = (pod.volumes ?? []).find((each: AnyObject) => each.name === mount.name);
      return (volume?.secret?.items ?? []).map((item: AnyObject) => `${mount.mountPath}/${item.path}`);
    })
    .sort();
}

/** Paths that last, with their sizes, and paths that do not. */
export function volumesOf(
  object: AnyObject,
  pod: AnyObject,
  objects: readonly AnyObject[],
): Record<'volumes' | 'volumeSizes' | 'volumeClasses' | 'writablePaths', unknown> {
  const sizes: Record<string, number> = {};
  const classes: Record<string, string> = {};
  const scratch: string[] = [];
  for (const { name, mountPath } of pod.containers[0].volumeMounts ?? []) {
    const volume = (pod.volumes ?? []).find((each: AnyObject) => each.name === name);
    const template = (object.spec.volumeClaimTemplates ?? []).find((each: AnyObject) => each.metadata.name === name);
    const claimName = volume?.persistentVolumeClaim?.claimName;
    const claim = objects.find(({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name === claimName);
    const found = template ?? claim;
    if (found?.spec.storageClassName !== undefined) classes[mountPath] = found.spec.storageClassName;
    if (found !== undefined) sizes[mountPath] = memory.parse(found.spec.resources.requests.storage).bytes;
    else if (claimName !== undefined) sizes[mountPath] = Number.NaN;
    else if (volume?.emptyDir !== undefined) scratch.push(mountPath);
  }
  return {
    volumes: Object.keys(sizes).sort(),
    volumeSizes: sizes,
    volumeClasses: classes,
    writablePaths: scratch.sort(),
  };
}
