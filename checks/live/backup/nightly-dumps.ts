import { projectName } from '../../../emit/compose/compose';
import { volumeName } from '../../../emit/compose/volumes';
import { EXIT, UserError } from '../../../lib/errors';
import { run } from '../../../lib/exec';
import { BACKUP_FOLDER, backupName, DUMP_SUFFIXES, isDumped } from '../../../model/derive/backup-script';
import type { BackingService, Component, Model } from '../../../model/model';
import type { FoundBackup } from '../check';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The newest dump of each backing service in the volumes of a Compose project. A dump has its name only once it was read to
 * its end, so the name proves it. Throws a `UserError` where the engine cannot be asked.
 */
export async function nightlyDumps(model: Model, env: Variables): Promise<FoundBackup[]> {
  const services = model.backingServices.filter(isDumped);
  if (model.environment.backups === undefined || services.length === 0) return [];
  const volumes = new Set((await docker(['volume', 'ls', '--format', '{{.Name}}'], env)).split('\n'));
  const found: FoundBackup[] = [];
  for (const service of services) {
    const component = model.components.find(({ name }) => name === backupName(service));
    const dumps = component?.volumes.find(({ path }) => path === BACKUP_FOLDER);
    if (component === undefined || dumps === undefined) continue;
    const volume = `${projectName(model)}_${volumeName(component.name, dumps.name)}`;
    // To list one that is not there would make it.
    if (volumes.has(volume)) found.push(...newestOf(service, await docker(listing(component, volume), env)));
  }
  return found;
}

/** Lists the volume as its owner, who may do nothing else: with the image that made the dumps, which is there. */
function listing({ image, user }: Component, volume: string): readonly string[] {
  const confined = ['--pull', 'never', '--network', 'none', '--read-only', '--cap-drop', 'ALL'];
  const mount = ['--user', `${user}:${user}`, '--volume', `${volume}:${BACKUP_FOLDER}:ro`];
  return ['run', '--rm', ...confined, ...mount, '--entrypoint', 'ls', image.text, BACKUP_FOLDER];
}

/** Names are of one length, and hold their time in UTC. */
function newestOf(service: BackingService, names: string): readonly FoundBackup[] {
  const pattern = new RegExp(
    `^${service.name}-(\\d{4})(\\d{2})(\\d{2})T(\\d{2})(\\d{2})(\\d{2})Z\\.${DUMP_SUFFIXES[service.engine]}$`,
  );
  const dumps = names.split('\n').filter((name) => pattern.test(name));
  const name = dumps.sort().at(-1);
  if (name === undefined) return [];
  const createdAt = new Date(name.replace(pattern, '$1-$2-$3T$4:$5:$6Z'));
  return [{ name, service: service.name, createdAt }];
}

async function docker(args: readonly string[], env: Variables): Promise<string> {
  const result = await run('docker', args, { env, timeoutSeconds: 60 });
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  const reason = 'stderr' in result ? result.stderr.trim() : 'docker is not there';
  throw new UserError(`the engine gave no list of dumps: ${reason}`, { exitCode: EXIT.failed });
}
