import type { Construct } from 'constructs';
import { isClaimed, ownVolumes } from '../../model/derive/capacity';
import { claimName } from '../../model/derive/object-names';
import type { Component, Volume } from '../../model/model';
import { formatMemory } from '../../model/schema/scalars/memory';
import type { ObjectMetadata } from '../environment-chart';
import { k8s } from '../k8s';

/** Claim templates of a StatefulSet; Kubernetes makes one claim per pod and keeps it. */
export function claimTemplates(
  volumes: readonly Pick<Volume, 'name' | 'sizeBytes' | 'accessMode' | 'storageClass'>[],
  labels: Record<string, string>,
): k8s.KubePersistentVolumeClaimProps[] {
  return volumes.map((volume) => ({
    metadata: { name: volume.name, labels: withoutVersion(labels) },
    spec: claimSpec(volume),
  }));
}

/** Claims that the pods of a component share. */
export function addClaims(scope: Construct, component: Component, meta: (name: string) => ObjectMetadata): void {
  for (const volume of ownVolumes(component).filter((each) => isClaimed(component, each))) {
    const metadata = meta(claimName(component, volume));
    new k8s.KubePersistentVolumeClaim(scope, `${component.name}.claim.${volume.name}`, {
      metadata: {
        ...metadata,
        annotations: {
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
          'helm.sh/resource-policy': 'keep',
        },
      },
      spec: claimSpec(volume),
    });
  }
}

function claimSpec({
  accessMode,
  sizeBytes,
  storageClass,
}: Pick<Volume, 'sizeBytes' | 'accessMode' | 'storageClass'>): k8s.PersistentVolumeClaimSpec {
  return {
    accessModes: [accessMode],
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    resources: { requests: { storage: k8s.Quantity.fromString(formatMemory(sizeBytes)) } },
  };
}

/** Claim templates are immutable, so nothing that changes with a release may stand in them. */
function withoutVersion(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key !== 'app.kubernetes.io/version'));
}
