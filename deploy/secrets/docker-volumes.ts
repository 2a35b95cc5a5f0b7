import { projectName } from '../../emit/compose/compose';
import { volumeName } from '../../emit/compose/volumes';
import { EXIT, UserError } from '../../lib/errors';
import { run } from '../../lib/exec';
import type { Model } from '../../model/model';
import type { ExistingVolume } from './plan';

/**
 * The data volumes of backing services that Docker has, by backing service. Without Docker on this machine there are
 * none that could be asked for: the files may be made for another one. Throws a `UserError` when Docker is here and does
 * not tell: a password must not be invented for data that are there.
 */
export async function dockerVolumes(
  model: Model,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, ExistingVolume>> {
  const volumes = new Map<string, ExistingVolume>();
  const listed = await run('docker', ['volume', 'ls', '--format', '{{.Name}}'], { env, timeoutSeconds: 30 });
  if (listed.status === 'missing') return volumes;
  if (listed.status !== 'exited' || listed.code !== 0)
    throw notAnswering('stderr' in listed ? listed.stderr.trim() : '');
  const names = new Set(listed.stdout.split('\n'));
  for (const { name, hosting } of model.backingServices) {
    const volume = `${projectName(model)}_${volumeName(name, 'data')}`;
    if (hosting.mode === 'builtin' && names.has(volume)) volumes.set(name, { name: volume });
  }
  return volumes;
}

function notAnswering(said: string): UserError {
  const what = said === '' ? '' : `: ${said}`;
  return new UserError(
    `the Docker engine does not answer, so nobody knows which data exist already${what}\nstart it, then run this again`,
    { exitCode: EXIT.failed },
  );
}
