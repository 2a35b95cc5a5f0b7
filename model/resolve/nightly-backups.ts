import {
  BACKUP_FOLDER,
  backupName,
  isDumped,
  POSTGRES_BACKUP_SCRIPT,
  REDIS_BACKUP_SCRIPT,
} from '../derive/backup-script';
import { compareText } from '../load/diagnostics';
import type { BackingService, Builtin, Component, EnvironmentModel, Value, Variable } from '../model';
import { componentSettings } from '../schema/component-settings';
import type { ResolveContext } from './context';

type Backups = NonNullable<ResolveContext['environment']['backups']>;

/** A run may take this long: a dump of a large database does. */
const DEADLINE_SECONDS = 6 * 60 * 60;
const RETRIES = 2;
const GRACE_SECONDS = 30;
const VOLUME = 'dumps';
const SCRIPTS = { postgres: POSTGRES_BACKUP_SCRIPT, redis: REDIS_BACKUP_SCRIPT } as const;

/** Adds a cron component for each builtin backing service whose data last, where the environment has backups: so it is one in every output. */
export function withNightlyBackups(
  { environment }: ResolveContext,
  services: readonly BackingService[],
  components: readonly Component[],
): Component[] {
  const { backups } = environment;
  if (backups === undefined) return [...components];
  const added = services.flatMap((service) =>
    service.hosting.mode === 'builtin' && isDumped(service) ? [backupComponent(service, service.hosting, backups)] : [],
  );
  return [...components, ...added].sort((a, b) => compareText(a.name, b.name));
}

/** A dump is made where its database runs. */
export function withBackupPlaces(
  placement: EnvironmentModel['placement'],
  components: readonly Component[],
): EnvironmentModel['placement'] {
  const places = Object.entries(placement).flatMap(([name, method]) => {
    const backup = backupName({ name });
    return components.some((component) => component.name === backup) ? [[backup, method] as const] : [];
  });
  return { ...Object.fromEntries(places), ...placement };
}

function backupComponent(service: BackingService, hosting: Builtin, backups: Backups): Component {
  return {
    name: backupName(service),
    kind: 'cron',
    image: hosting.image,
    command: ['sh', '-c', SCRIPTS[service.engine], 'backup'],
    user: hosting.userId,
    ports: [],
    variables: variablesOf(service, backups.keepDays),
    buildArguments: [],
    needs: [{ name: service.name, kind: 'backingService' }],
    volumes: [
      {
        name: VOLUME,
        path: BACKUP_FOLDER,
        sizeBytes: backups.storage?.bytes ?? hosting.storageBytes,
        accessMode: 'ReadWriteOnce',
      },
    ],
    writablePaths: [],
    shutdownGraceSeconds: GRACE_SECONDS,
    replicas: 1,
    resources: backups.resources,
    rollout: componentSettings.parse({}).rollout,
    run: {
      backoffLimit: RETRIES,
      deadlineSeconds: DEADLINE_SECONDS,
      schedule: backups.schedule.text,
      // Two runs would remove each other's unfinished dumps.
      concurrency: 'Forbid',
    },
  };
}

/** In the order of their names, as every component has them. */
function variablesOf(service: BackingService, keepDays: number): Variable[] {
  const values: Readonly<Record<string, Value>> = {
    BACKUP_FOLDER: literal(BACKUP_FOLDER),
    BACKUP_NAME: literal(service.name),
    KEEP_DAYS: literal(String(keepDays)),
    PASSWORD_FILE: { kind: 'secret', ...service.password, as: 'file' },
    ...serverVariables(service),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** Where the server is. */
function serverVariables(service: BackingService): Readonly<Record<string, Value>> {
  const { host } = service;
  const address: Value = { kind: 'literal', text: host, marks: [{ at: 0, length: host.length, what: 'name' }] };
  const port = literal(String(service.port));
  return service.engine === 'redis'
    ? { REDIS_HOST: address, REDIS_PORT: port }
    : { PGDATABASE: literal(service.database), PGHOST: address, PGPORT: port, PGUSER: literal(service.user) };
}

function literal(text: string): Value {
  return { kind: 'literal', text };
}
