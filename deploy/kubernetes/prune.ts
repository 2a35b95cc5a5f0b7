import { EXIT, UserError } from '../../lib/errors';
import type { InventoryEntry } from '../release/record';
import { type Kubectl, kubectlError } from './kubectl';
import type { ClusterObject } from './objects';

const PART_OF = 'app.kubernetes.io/part-of';
const MANAGED_BY = 'app.kubernetes.io/managed-by';

export interface PruneOptions {
  readonly kubectl: Kubectl;
  readonly application: string;
  /** Kinds that stay whatever the inventory says. */
  readonly keptKinds: ReadonlySet<string>;
}

/** Entries of the inventory that are not among the wanted objects, and whose kind may be deleted. */
export function notWanted(
  inventory: readonly InventoryEntry[],
  wanted: readonly ClusterObject[],
  keptKinds: ReadonlySet<string>,
): InventoryEntry[] {
  const names = new Set(wanted.map(({ apiVersion, kind, metadata }) => idOf(apiVersion, kind, metadata.name)));
  return inventory.filter(
    ({ apiVersion, kind, name }) => !keptKinds.has(kind) && !names.has(idOf(apiVersion, kind, name)),
  );
}

/** Without the version: an object is the same in every version of its group. */
function idOf(apiVersion: string, kind: string, name: string): string {
  return JSON.stringify([apiVersion.includes('/') ? apiVersion.split('/')[0] : '', kind, name]);
}

/** Those of the entries that are still there as they were made: the same uid, and still ours by their labels. */
export async function ownedEntries(
  entries: readonly InventoryEntry[],
  { kubectl, application }: PruneOptions,
): Promise<readonly InventoryEntry[]> {
  if (entries.length === 0) return [];
  const items = entries.map(({ apiVersion, kind, name }) => ({ apiVersion, kind, metadata: { name } }));
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const live = await kubectl.list<ClusterObject>(['get', '--ignore-not-found', '-f', '-'], { input });
  const owned = new Set(
    live
      .filter(({ metadata: { labels = {} } }) => labels[PART_OF] === application && labels[MANAGED_BY] === 'manifold')
      .map(({ metadata }) => metadata.uid),
  );
  return entries.filter(({ uid }) => owned.has(uid));
}

/** Deletes objects in the background, each only as long as it has the uid that was recorded. */
export async function deleteEntries(entries: readonly InventoryEntry[], { kubectl }: PruneOptions): Promise<void> {
  for (const { apiVersion, kind, name, uid } of entries) {
    const options = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      preconditions: { uid },
    };
    const args = ['delete', `--raw=${pathOf({ apiVersion, kind, name }, kubectl.access.namespace)}`, '-f', '-'];
    const { code, stderr } = await kubectl.try(args, { input: JSON.stringify(options) });
    // Somebody else deleted it, or made another one of that name, which is not ours.
    if (code !== 0 && !/\((?:NotFound|Conflict)\)/.test(stderr)) throw kubectlError(args, stderr);
  }
}

function pathOf({ apiVersion, kind, name }: Omit<InventoryEntry, 'uid'>, namespace: string): string {
  if (kind === 'Namespace') throw new UserError('a Namespace is never pruned', { exitCode: EXIT.failed });
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}/namespaces/${namespace}/${pluralOf(kind)}/${name}`;
}

/** The resource of a kind, by the rule that all kinds of Kubernetes follow (UnsafeGuessKindToResource of apimachinery). */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
