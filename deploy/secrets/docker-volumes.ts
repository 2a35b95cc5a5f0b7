import { projectName } from '../../emit/compose/compose';
import { volumeName } from '../../emit/compose/volumes';
import { run } from '../../lib/exec';
import type { Model } from '../../model/model';
import type { ExistingVolume } from './plan';

/**
 * The data volumes of backing services that Docker has, by backing service. Without Docker on this machine there are
 * none that could be asked for: the files may be made for another one.
 */
export async function dockerVolumes(
  model: Model,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, ExistingVolume>> {
  const volumes = new Map<string, ExistingVolume>();
  const listed = await run('docker', ['volume', 'ls', '--format', '{{.Name}}'], { env, timeoutSeconds: 30 });
  if (listed.status !== 'exited' || listed.code !== 0) return volumes;
  const names = new Set(listed.stdout.split('\n'));
  for (const { name, hosting } of model.backingServices) {
    const volume = `${projectName(model)}_${volumeName(name, 'data')}`;
    if (hosting.mode === 'builtin' && names.has(volume)) volumes.set(name, { name: volume });
  }
  return volumes;
}
