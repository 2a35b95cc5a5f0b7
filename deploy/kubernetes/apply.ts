import { EXIT, UserError } from '../../lib/errors';
import type { InventoryEntry } from '../release/record';
import { type Kubectl, kubectlError } from './kubectl';
import type { ClusterObject } from './objects';

/** Owner of the fields that manifold sets. */
export const FIELD_MANAGER = 'manifold';

/** A field that somebody changed by hand is set again: what is written in the model counts. */
const APPLY = ['apply', '--server-side', `--field-manager=${FIELD_MANAGER}`, '--force-conflicts'];

/** The second is said when kubectl still has a kind in its discovery cache (kept 6 hours) that the cluster has no more. */
export const UNKNOWN_KIND = /no matches for kind|could not find the requested resource/;

/** Many objects in one request to kubectl. */
export function listOf(objects: readonly ClusterObject[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
}

/** Applies objects server-side and gives what became of them; throws a `UserError` when one is refused. */
export async function applyObjects(
  kubectl: Kubectl,
  objects: readonly ClusterObject[],
): Promise<readonly ClusterObject[]> {
  if (objects.length === 0) return [];
  return kubectl.list<ClusterObject>([...APPLY, '-f', '-'], { input: listOf(objects) });
}

export interface DryRun {
  /** As they would be afterwards; fewer than were sent when some are refused. */
  readonly objects: readonly ClusterObject[];
  /** What the API server refuses, a line each. */
  readonly errors: readonly string[];
}

/** What an apply would give, with admission, and without a write. */
export async function dryRun(kubectl: Kubectl, objects: readonly ClusterObject[]): Promise<DryRun> {
  if (objects.length === 0) return { objects: [], errors: [] };
  const args = [...APPLY, '--dry-run=server', '-f', '-', '-o', 'json'];
  const { code, stdout, stderr } = await kubectl.try(args, { input: listOf(objects) });
  const errors = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Warning:'));
  if (code !== 0 && errors.length === 0) throw kubectlError(args, stderr);
  return { objects: code === 0 || stdout.trim() !== '' ? itemsOf(stdout) : [], errors: code === 0 ? [] : errors };
}

function itemsOf(text: string): readonly ClusterObject[] {
  const found = JSON.parse(text) as ClusterObject & { readonly items?: readonly ClusterObject[] };
  return found.items ?? [found];
}

/** The live ones of these objects; none where the cluster does not know one of the kinds, which a dry run tells. */
export async function liveObjects(
  kubectl: Kubectl,
  objects: readonly ClusterObject[],
): Promise<readonly ClusterObject[]> {
  if (objects.length === 0) return [];
  const args = ['get', '--ignore-not-found', '-f', '-', '-o', 'json'];
  const { code, stdout, stderr } = await kubectl.try(args, { input: listOf(objects) });
  if (code === 0) return stdout.trim() === '' ? [] : itemsOf(stdout);
  if (UNKNOWN_KIND.test(stderr)) return [];
  throw kubectlError(args, stderr);
}

/** What the journal keeps of objects that were applied. */
export function inventoryOf(objects: readonly ClusterObject[]): InventoryEntry[] {
  return objects.map(({ apiVersion, kind, metadata }) => {
    if (metadata.uid === undefined)
      throw new UserError(`the API server gave no uid for ${kind}/${metadata.name}`, { exitCode: EXIT.failed });
    return { apiVersion, kind, name: metadata.name, uid: metadata.uid };
  });
}
