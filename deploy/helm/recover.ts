import type { Helm, HelmState } from './helm';

/** What a release that helm has left half done needs before helm will touch it again. */
export type Recovery =
  | { readonly kind: 'none' }
  | { readonly kind: 'rollback'; readonly revision: number; readonly from: string }
  | { readonly kind: 'uninstall'; readonly from: string };

/**
 * A killed helm leaves `pending-…`, which makes every later run end with "another operation is in progress"
 * (helm/helm#8987). The last revision that was deployed comes back; a first one that never was is removed, without the
 * claims and Secrets, which the chart keeps.
 */
export function recoveryOf(history: readonly HelmState[]): Recovery {
  const last = history.at(-1);
  if (last === undefined || !last.status.startsWith('pending-')) return { kind: 'none' };
  const good = history.filter(({ status }) => status === 'deployed' || status === 'superseded').at(-1);
  if (good === undefined) return { kind: 'uninstall', from: last.status };
  return { kind: 'rollback', revision: good.revision, from: last.status };
}

/** Does what `recoveryOf` says; gives a line about it, or undefined when there was nothing to do. */
export async function recover(helm: Helm): Promise<string | undefined> {
  const recovery = recoveryOf(await helm.history());
  switch (recovery.kind) {
    case 'none':
      return undefined;
    case 'rollback':
      await helm.rollback(recovery.revision);
      return `the release was left ${recovery.from}: back to revision ${recovery.revision}`;
    case 'uninstall':
      await helm.uninstall();
      return `the release was left ${recovery.from}: removed, without its data`;
  }
}
