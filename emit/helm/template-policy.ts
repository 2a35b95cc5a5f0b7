import type { Placed } from './template-context';
import { type Entry, expression, goText, type Item, listOf, mapOf } from './template-node';

/** Keys of a rule in a NetworkPolicy, as far as they are read here. */
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}

interface Peer {
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly namespaceSelector?: unknown;
  readonly ipBlock?: unknown;
}

/** `ingress` and `egress` are left out when no rule of theirs is left: an empty list would be a change at every apply. */
export function policyEntries(entry: Entry, { trail, value }: Placed): Entry[] {
  const path = trail.join('.');
  if (path !== 'spec.ingress' && path !== 'spec.egress') return [entry];
  const conditions = (value as readonly Rule[]).map(conditionOf);
  return conditions.includes(undefined) ? [entry] : [{ ...entry, when: anyOf(conditions as string[]) }];
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] ?? '') : `or ${conditions.map((each) => `(${each})`).join(' ')}`;
}

/** When a rule holds; undefined: always. */
function conditionOf(rule: Rule): string | undefined {
  const peers = [...(rule.from ?? []), ...(rule.to ?? [])];
  if (peers.some(({ ipBlock }) => ipBlock !== undefined)) return '$component.egress';
  const name = peers[0]?.podSelector?.matchLabels?.['app.kubernetes.io/name'];
  if (name !== undefined) return `include "manifold.isEnabled" (list $ ${goText(name)})`;
  return rule.from !== undefined && peers[0]?.namespaceSelector !== undefined
    ? 'ne $.Values.edge.kind "none"'
    : undefined;
}

/** Rules under their conditions; the one for traffic that leaves the system is repeated for each way out. */
export function policyRules(items: readonly Item[], { trail, value }: Placed): readonly Item[] {
  const path = trail.join('.');
  if (path !== 'spec.ingress' && path !== 'spec.egress') return items;
  return items.map((item, index): Item => {
    const condition = conditionOf((value as readonly Rule[])[index] ?? {});
    if (condition === '$component.egress') return { node: wayOut(item), range: '$component.egress' };
    return condition === undefined ? item : { ...item, when: condition };
  });
}

/** The addresses given, or else the public ones that the charts allow. */
function wayOut(item: Item): Item['node'] {
  if (item.node.kind !== 'map') return item.node;
  const entries = item.node.entries.map((entry): Entry => {
    if (entry.key !== 'to' || entry.node.kind !== 'list') return entry;
    const given: Item = {
      range: '.cidrs',
      node: mapOf([{ key: 'ipBlock', node: mapOf([{ key: 'cidr', node: expression('. | quote') }]) }]),
    };
    return { ...entry, node: listOf([given, ...entry.node.items.map((each) => ({ ...each, when: 'not .cidrs' }))]) };
  });
  return mapOf(entries);
}
