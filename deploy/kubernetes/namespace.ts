import type { Issue } from '../../lib/errors';
import type { Kubectl } from './kubectl';
import type { ClusterObject } from './objects';

/** A Namespace as far as its end is looked at. */
export interface Namespace extends ClusterObject {
  readonly metadata: ClusterObject['metadata'] & { readonly deletionTimestamp?: string };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

interface Ending {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
}

/** What the namespace controller says while a namespace goes: a resource, without its group where that is the core one. */
const REMAINING = /([a-z0-9-]+)\.([a-z0-9.-]*) has \d+ resource instances/g;

/** Whether the namespace is there; who may only work inside of it may not look at it, and is told later if it is missing. */
export async function hasNamespace(kubectl: Kubectl): Promise<boolean> {
  const args = ['get', 'namespace', kubectl.access.namespace, '--ignore-not-found', '-o', 'name'];
  const { code, stdout, stderr } = await kubectl.try(args);
  return stderr.includes('(Forbidden)') || (code === 0 && stdout.trim() !== '');
}

/** The namespace; undefined when there is none. */
export function readNamespace(kubectl: Kubectl): Promise<Namespace | undefined> {
  return kubectl.json<Namespace>(['get', 'namespace', kubectl.access.namespace, '--ignore-not-found']);
}

/** Whether somebody is deleting the namespace: nothing can be made in it any more. */
export async function checkNamespace(kubectl: Kubectl): Promise<readonly Issue[]> {
  const args = ['get', 'namespace', kubectl.access.namespace, '--ignore-not-found', '-o', 'json'];
  const { code, stdout } = await kubectl.try(args);
  // Who may not look at it is told by the dry run of its objects.
  if (code !== 0 || stdout.trim() === '') return [];
  const found = JSON.parse(stdout) as Namespace;
  if (found.metadata.deletionTimestamp === undefined) return [];
  const reasons = await whatKeeps(kubectl, found);
  const message = [`the namespace ${found.metadata.name} is being deleted`, ...reasons].join('\n    ');
  return [{ code: 'namespace-ends', path: 'deploy', message, severity: 'error' }];
}

/** Why a namespace that is being deleted is still there: the objects with the finalizers that hold them. */
export async function whatKeeps(kubectl: Kubectl, { status }: Namespace): Promise<readonly string[]> {
  const conditions = (status?.conditions ?? []).filter((each) => each.status === 'True');
  const said = conditions.map(({ type, message }) => `${type}: ${message ?? ''}`);
  const resources = [...said.join('\n').matchAll(REMAINING)].map(([, resource = '', group = '']) =>
    group === '' ? resource : `${resource}.${group}`,
  );
  if (resources.length === 0) return said;
  const { code, stdout } = await kubectl.try(['get', [...new Set(resources)].join(','), '-o', 'json']);
  const left = code === 0 ? (JSON.parse(stdout) as { readonly items: readonly Ending[] }).items : [];
  return [...said, ...left.map(describeEnding)];
}

function describeEnding({ kind, metadata: { name, deletionTimestamp, finalizers = [] } }: Ending): string {
  if (finalizers.length > 0) return `${kind}/${name} waits for ${finalizers.join(', ')}`;
  return `${kind}/${name} ${deletionTimestamp === undefined ? 'is still there' : 'is ending'}`;
}
