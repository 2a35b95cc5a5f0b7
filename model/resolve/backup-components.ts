import {
  BACKUP_FOLDER,
  backupName,
  copyName,
  drillName,
  POSTGRES_BACKUP_SCRIPT,
  REDIS_BACKUP_SCRIPT,
} from '../derive/backup-script';
import { COPY_SCRIPT, copyTarget } from '../derive/copy-script';
import { DRILL_FOLDER, POSTGRES_DRILL_SCRIPT, REDIS_DRILL_SCRIPT } from '../derive/drill-script';
import type { Builtin } from '../hosting';
import { compareText } from '../load/diagnostics';
import type { BackingService, Component, Value, Variable } from '../model';
import type { Backups } from '../schema/backups';
import { componentSettings } from '../schema/component-settings';
import { copySchedule } from '../schema/scalars/later-schedule';

/** External that dumps are copied to. */
export const STORAGE = 'backup-storage';

/** A run may take this long: a dump of a large database does. */
const DEADLINE_SECONDS = 6 * 60 * 60;
const RETRIES = 2;
const GRACE_SECONDS = 30;
const VOLUME = 'dumps';
/** Between two looks for a dump that is being written. */
const WAIT_SECONDS = 300;
const SCRIPTS = { postgres: POSTGRES_BACKUP_SCRIPT, redis: REDIS_BACKUP_SCRIPT } as const;
const DRILLS = { postgres: POSTGRES_DRILL_SCRIPT, redis: REDIS_DRILL_SCRIPT } as const;

/** Dumps a backing service. */
export function backupComponent(service: BackingService, hosting: Builtin, backups: Backups): Component {
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

/** Tries the newest dump of a backing service. It differs or not, so it is not tried again. */
export function drillComponent(service: BackingService, backup: Component, schedule: string): Component {
  const isPostgres = service.engine === 'postgres';
  const values = {
    ...dumpsVariables(service),
    ...(isPostgres ? { PASSWORD_FILE: passwordOf(service), ...serverVariables(service) } : {}),
  };
  return {
    ...readerOf(backup),
    name: drillName(service),
    command: ['sh', '-c', DRILLS[service.engine], 'drill'],
    variables: inOrder(values),
    needs: isPostgres ? backup.needs : [],
    writablePaths: [DRILL_FOLDER],
    run: { backoffLimit: 0, deadlineSeconds: DEADLINE_SECONDS, schedule, concurrency: 'Forbid' },
  };
}

/** Copies the dumps of a backing service to a storage, as the user whom they belong to. */
export function copyComponent(service: BackingService, backup: Component, { schedule, s3 }: Backups): Component {
  if (s3 === undefined) throw new TypeError(`${service.name} has no storage`);
  const { secret, accessKeyId, secretAccessKey } = s3.credentials;
  const key = (name: string): Value => ({ kind: 'secret', secret, key: name, as: 'value' });
  const remote = (name: string): string => `RCLONE_CONFIG_COPIES_${name}`;
  return {
    ...readerOf(backup),
    name: copyName(service),
    image: s3.image,
    command: ['sh', '-c', COPY_SCRIPT, 'copy'],
    variables: inOrder({
      ...dumpsVariables(service),
      COPY_TARGET: literal(copyTarget(s3, service.name)),
      RCLONE_CONFIG: literal('/tmp/rclone.conf'),
      RCLONE_CACHE_DIR: literal('/tmp/cache'),
      RCLONE_S3_NO_CHECK_BUCKET: literal('true'),
      [remote('TYPE')]: literal('s3'),
      [remote('PROVIDER')]: literal(s3.endpoint === undefined ? 'AWS' : 'Other'),
      [remote('REGION')]: literal(s3.region),
      ...(s3.endpoint === undefined ? {} : { [remote('ENDPOINT')]: literal(s3.endpoint) }),
      [remote('ACCESS_KEY_ID')]: key(accessKeyId),
      [remote('SECRET_ACCESS_KEY')]: key(secretAccessKey),
      WAIT_SECONDS: literal(String(WAIT_SECONDS)),
    }),
    needs: [{ name: STORAGE, kind: 'external' }],
    writablePaths: ['/tmp'],
    run: {
      backoffLimit: RETRIES,
      deadlineSeconds: DEADLINE_SECONDS,
      schedule: s3.schedule?.text ?? copySchedule(schedule.text) ?? schedule.text,
      concurrency: 'Forbid',
    },
  };
}

/** A component that reads the volume of another one. */
function readerOf(backup: Component): Component {
  return { ...backup, volumes: backup.volumes.map((volume) => ({ ...volume, of: backup.name })) };
}

function variablesOf(service: BackingService, keepDays: number): Variable[] {
  return inOrder({
    ...dumpsVariables(service),
    KEEP_DAYS: literal(String(keepDays)),
    PASSWORD_FILE: passwordOf(service),
    ...serverVariables(service),
  });
}

/** In the order of their names, as every component has them. */
function inOrder(values: Readonly<Record<string, Value>>): Variable[] {
  return Object.entries(values)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => compareText(a.name, b.name));
}

/** Where the dumps are, and how their names begin. */
function dumpsVariables(service: BackingService): Readonly<Record<string, Value>> {
  return { BACKUP_FOLDER: literal(BACKUP_FOLDER), BACKUP_NAME: literal(service.name) };
}

function passwordOf(service: BackingService): Value {
  return { kind: 'secret', ...service.password, as: 'file' };
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
