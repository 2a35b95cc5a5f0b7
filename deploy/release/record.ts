import { createHash } from 'node:crypto';
import type { Artifact } from '../../emit/artifact';
import type { Method } from '../method';

/** `pending` until the run ends, and for good when it was killed; `removed` was deployed until it was torn down. */
export type ReleaseStatus = 'pending' | 'deployed' | 'failed' | 'rolled-back' | 'removed';

/** An object that a release made; only one with the same uid is ever pruned. */
export interface InventoryEntry {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** One run of deploy or rollback, as the journal keeps it; holds no secret. Times are ISO 8601 in UTC. */
export interface ReleaseRecord {
  /** From 1 upwards, in the environment. */
  readonly number: number;
  readonly method: Method;
  readonly application: string;
  readonly environment: string;
  readonly status: ReleaseStatus;
  /** SHA-256 of the files that were deployed. */
  readonly digest: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** Who ran it, as user@host. */
  readonly by: string;
  /** Commit of the project, where it is in Git. */
  readonly commit?: string;
  /** Images by workload. */
  readonly images: Readonly<Record<string, string>>;
  /** Names of the steps that ended well. */
  readonly steps: readonly string[];
  /** Why it failed. */
  readonly reason?: string;
  /** The release whose files it brought back. */
  readonly rollbackTo?: number;
  readonly inventory: readonly InventoryEntry[];
}

/** SHA-256 over paths and contents, whatever the order of the files. */
export function digestOf(artifacts: readonly Artifact[]): string {
  const hash = createHash('sha256');
  const sorted = [...artifacts].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, content } of sorted) hash.update(`${JSON.stringify([path, content])}\n`);
  return hash.digest('hex');
}

/** The release that is meant to run now: the newest that ended well. */
export function currentRelease(records: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  return newestFirst(records).find(({ status }) => status === 'deployed');
}

/** Releases whose files this method understands: two methods of one cluster share a journal. */
export function releasesOf(method: Method, records: readonly ReleaseRecord[]): ReleaseRecord[] {
  return records.filter((record) => record.method === method);
}

/** Releases by number, the newest first. */
export function newestFirst(records: readonly ReleaseRecord[]): ReleaseRecord[] {
  return [...records].sort((a, b) => b.number - a.number);
}

/**
 * Everything that releases may have made and not yet pruned: that of the last one that ended well, and of all that were
 * tried after it.
 */
export function madeObjects(records: readonly ReleaseRecord[]): InventoryEntry[] {
  const current = currentRelease(records);
  const since = records.filter(({ number }) => number >= (current?.number ?? 0));
  const byUid = new Map(since.flatMap(({ inventory }) => inventory).map((entry) => [entry.uid, entry]));
  return [...byUid.values()];
}
