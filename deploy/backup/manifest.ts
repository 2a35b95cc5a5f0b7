import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../lib/errors';
import { METHODS, type Method } from '../method';
import type { DumpRecord } from '../migrate/journal';
import { replaceSyncedFile, syncToDisk } from '../replace-file';
import type { Facts } from './facts';

const VERSION = 1;
const FILE = 'backup.json';
const PRIVATE = { file: 0o600, folder: 0o700 };

/** The dump of one backing service in a backup. */
export interface BackedUp extends DumpRecord {
  readonly service: string;
  readonly engine: 'postgres' | 'redis';
  /** How it ran when it was dumped. */
  readonly method: Method;
  readonly serverVersion: string;
  /** What the dump holds, taken in the same moment. */
  readonly facts: Facts;
}

/** What a backup is; no value of the application stands in it. */
export interface BackupManifest {
  readonly version: typeof VERSION;
  readonly application: string;
  readonly environment: string;
  readonly createdAt: string;
  readonly services: readonly BackedUp[];
}

/** Writes the manifest: from now on the folder is a backup, on the disk with all that is in it. */
export function writeManifest(folder: string, manifest: Omit<BackupManifest, 'version'>): void {
  replaceSyncedFile(join(folder, FILE), `${JSON.stringify({ version: VERSION, ...manifest }, null, 2)}\n`, PRIVATE);
  syncToDisk(join(folder, '..'));
}

/** Whether a backup was finished, be its manifest readable or not. */
export function hasManifest(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

/** The manifest of a folder; undefined where the backup was never finished. Throws a `UserError` when it cannot be read. */
export function readManifest(folder: string): BackupManifest | undefined {
  const file = join(folder, FILE);
  if (!hasManifest(folder)) return undefined;
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isManifest(manifest)) return manifest;
  } catch (error) {
    throw new UserError(`cannot read ${file}`, { exitCode: EXIT.failed, cause: error });
  }
  throw new UserError(`${file} is no backup that this version can read`, { exitCode: EXIT.failed });
}

function isManifest(value: unknown): value is BackupManifest {
  const manifest = value as Partial<BackupManifest> | null;
  return (
    typeof manifest === 'object' &&
    manifest?.version === VERSION &&
    typeof manifest.application === 'string' &&
    typeof manifest.environment === 'string' &&
    !Number.isNaN(Date.parse(String(manifest.createdAt))) &&
    Array.isArray(manifest.services) &&
    manifest.services.every(isBackedUp)
  );
}

function isBackedUp(value: unknown): value is BackedUp {
  const service = value as Partial<BackedUp> | null;
  const methods: readonly unknown[] = METHODS;
  return (
    typeof service === 'object' &&
    // It becomes a file name.
    /^[a-z0-9][a-z0-9-]*$/.test(String(service?.service)) &&
    (service?.engine === 'postgres' || service?.engine === 'redis') &&
    methods.includes(service.method) &&
    typeof service.serverVersion === 'string' &&
    typeof service.bytes === 'number' &&
    typeof service.sha256 === 'string' &&
    typeof service.facts === 'object'
  );
}
