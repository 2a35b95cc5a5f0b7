import { isDumped } from '../derive/backup-script';
import { compareText, type Place } from '../load/diagnostics';
import type { BackingService, Component, External } from '../model';
import type { Backups } from '../schema/backups';
import { backupComponent, copyComponent, drillComponent, STORAGE } from './backup-components';
import { type ResolveContext, reportUnknown } from './context';

const HTTPS_PORT = 443;

/** Adds cron components for each builtin backing service whose data last, where the environment has backups: so every output has them. */
export function withNightlyBackups(
  context: ResolveContext,
  services: readonly BackingService[],
  components: readonly Component[],
): Component[] {
  const { backups } = context.environment;
  if (backups === undefined) return [...components];
  checkCredentials(context, backups);
  const added = services.flatMap((service) => {
    if (service.hosting.mode !== 'builtin' || !isDumped(service)) return [];
    const backup = backupComponent(service, service.hosting, backups);
    return [
      backup,
      ...(backups.drill === undefined ? [] : [drillComponent(service, backup, backups.drill.schedule.text)]),
      ...(backups.s3 === undefined ? [] : [copyComponent(service, backup, backups)]),
    ];
  });
  return [...components, ...added].sort((a, b) => compareText(a.name, b.name));
}

/** Adds the storage that dumps are copied to, so that networks let them out. */
export function withBackupStorage(
  { environment: { backups } }: ResolveContext,
  services: readonly BackingService[],
  externals: readonly External[],
): External[] {
  if (backups?.s3 === undefined || !services.some(isDumped)) return [...externals];
  const url = new URL(backups.s3.endpoint ?? `https://s3.${backups.s3.region}.amazonaws.com`);
  const storage: External = {
    name: STORAGE,
    endpoint: 's3',
    url: url.href,
    host: url.hostname,
    port: Number(url.port === '' ? HTTPS_PORT : url.port),
  };
  return [...externals, storage].sort((a, b) => compareText(a.name, b.name));
}

/** The secret of the storage must be declared in app.yaml. */
function checkCredentials(context: ResolveContext, { s3 }: Backups): void {
  if (s3 === undefined) return;
  const { secret, accessKeyId, secretAccessKey } = s3.credentials;
  const at = (field: string): Place => ({ document: 'environment', path: ['backups', 's3', 'credentials', field] });
  const { secrets } = context.application;
  const declared = Object.hasOwn(secrets, secret) ? secrets[secret] : undefined;
  if (declared === undefined) {
    reportUnknown(context, at('secret'), { what: 'secret', name: secret, known: Object.keys(secrets) });
    return;
  }
  const known = Object.keys(declared.keys);
  for (const [field, name] of Object.entries({ accessKeyId, secretAccessKey }))
    if (!known.includes(name)) reportUnknown(context, at(field), { what: `key of the secret ${secret}`, name, known });
}
