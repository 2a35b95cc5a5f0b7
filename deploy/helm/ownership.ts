import type { Issue } from '../../lib/errors';
import { type ClusterObject, DATA_KINDS, titleOf } from '../kubernetes/objects';
import { ARGOCD_TRACKING, HELM_NAMESPACE, HELM_RELEASE } from '../kubernetes/untrack';

/** Whose objects an upgrade may write over. */
export interface Owner {
  /** Name of the release of helm. */
  readonly release: string;
  readonly namespace: string;
  readonly application: string;
}

const PART_OF = 'app.kubernetes.io/part-of';
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/**
 * Live objects that an upgrade would take from somebody else, and a teardown then delete. What a teardown of another
 * method of ours has left is ours. The chart never has a Namespace that is there already.
 */
export function objectsOfOthers(live: readonly ClusterObject[], owner: Owner): readonly Issue[] {
  return live.flatMap((object): Issue[] => {
    const whose = object.kind === 'Namespace' ? undefined : strangerOf(object, owner);
    if (whose === undefined) return [];
    const message = `${titleOf(object)} ${whose}; --take-over takes it`;
    return [{ code: 'other-owner', path: 'deploy', message, severity: 'error' }];
  });
}

function strangerOf({ kind, metadata }: ClusterObject, owner: Owner): string | undefined {
  const { labels = {}, annotations = {} } = metadata;
  if (annotations[ARGOCD_TRACKING] !== undefined) return "was made by argocd: two tools would undo each other's work";
  const release = annotations[HELM_RELEASE];
  if (release !== undefined) {
    const namespace = annotations[HELM_NAMESPACE];
    if (release === owner.release && namespace === owner.namespace) return undefined;
    return `belongs to the release ${release} in the namespace ${namespace}`;
  }
  if (labels[PART_OF] !== owner.application || labels[MANAGED_BY] !== 'manifold')
    return `is there already, and was not made by manifold for ${owner.application}`;
  return DATA_KINDS.includes(kind) ? undefined : 'was made by another method, and was not torn down';
}
