import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyObjects, getObject } from './kubectl';
import { volumesDir } from './lab';

const PAUSE_MS = 500;

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly storageClassName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
  readonly status: { readonly phase: string };
}

function volumeFor({ metadata, spec }: Claim): object {
  const folder = join(volumesDir, `${metadata.namespace}-${metadata.name}-${metadata.uid}`);
  mkdirSync(folder, { recursive: true });
  // A hostPath volume ignores fsGroup, and an arbitrary uid of a pod must be able to write.
  chmodSync(folder, 0o777);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${metadata.uid}` },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      storageClassName: spec.storageClassName ?? '',
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
      hostPath: { path: folder, type: 'Directory' },
    },
  };
}

/** Gives each pending claim of the namespace a volume on this node, as a dynamic provisioner would. */
export async function bindPendingClaims(namespace: string): Promise<void> {
  const [claims, classes] = await Promise.all([
    getObject<{ items: readonly Claim[] }>(['persistentvolumeclaims', '-n', namespace]),
    getObject<{ items: readonly { metadata: { name: string } }[] }>(['storageclasses']),
  ]);
  const provisioned = new Set(classes.items.map(({ metadata }) => metadata.name));
  const pending = claims.items.filter(
    ({ spec, status }) => status.phase === 'Pending' && !provisioned.has(spec.storageClassName ?? ''),
  );
  if (pending.length > 0) await applyObjects(pending.map(volumeFor));
}

export interface Provisioner {
  stop(): Promise<void>;
}

/** Binds claims of the namespace as they appear, until stopped; `stop` reports what went wrong meanwhile. */
export function startProvisioner(namespace: string): Provisioner {
  let running = true;
  const loop = (async () => {
    while (running) {
      await bindPendingClaims(namespace);
      await sleep(PAUSE_MS);
    }
  })();
  loop.catch(() => {});
  return {
    stop: async () => {
      running = false;
      await loop;
    },
  };
}
