import { BlockList, isIPv6 } from 'node:net';
import type { AnyObject } from './projects';

/** One end of a connection: a pod of this namespace or of another, or an address outside of the cluster. */
export interface End {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the namespace where it is not that of the policies. */
  readonly namespace?: string;
  readonly address?: string;
}

export interface Way {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/**
 * Whether NetworkPolicies let a connection through, as Kubernetes defines it: a pod that no policy selects for a
 * direction is open; otherwise one rule of one policy that selects it must fit; and both ends must agree.
 */
export function isAllowed(
  policies: readonly AnyObject[],
  ends: { readonly from: End; readonly to: End },
  way: Way,
): boolean {
  const { from, to } = ends;
  return (
    passes(policies, { of: from, other: to, direction: 'Egress' }, way) &&
    passes(policies, { of: to, other: from, direction: 'Ingress' }, way)
  );
}

function passes(
  policies: readonly AnyObject[],
  at: { readonly of: End; readonly other: End; readonly direction: 'Ingress' | 'Egress' },
  way: Way,
): boolean {
  const { of, other, direction } = at;
  if (of.labels === undefined || of.namespace !== undefined) return true;
  const selecting = policies.filter(
    ({ spec }) => spec.policyTypes.includes(direction) && matches(spec.podSelector, of.labels),
  );
  const rules = selecting.flatMap(({ spec }) => (direction === 'Ingress' ? spec.ingress : spec.egress) ?? []);
  const peersOf = (rule: AnyObject): AnyObject[] | undefined => (direction === 'Ingress' ? rule.from : rule.to);
  return (
    selecting.length === 0 ||
    rules.some((rule) => fitsPort(rule.ports, way) && (peersOf(rule)?.some((peer) => fitsPeer(peer, other)) ?? true))
  );
}

function fitsPort(ports: AnyObject[] | undefined, way: Way): boolean {
  return ports?.some(({ port, protocol }) => port === way.port && (protocol ?? 'TCP') === way.protocol) ?? true;
}

function fitsPeer(peer: AnyObject, end: End): boolean {
  if (peer.ipBlock) return end.address !== undefined && inBlock(peer.ipBlock, end.address);
  if (end.labels === undefined) return false;
  const namespace = peer.namespaceSelector
    ? matches(peer.namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace ?? '(own)' })
    : end.namespace === undefined;
  return namespace && (peer.podSelector === undefined || matches(peer.podSelector, end.labels));
}

function matches(selector: AnyObject, labels: Readonly<Record<string, string>> | undefined): boolean {
  if (selector.matchExpressions) throw new Error('matchExpressions are not read here');
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value);
}

function inBlock(block: { readonly cidr: string; readonly except?: readonly string[] }, address: string): boolean {
  return contains([block.cidr], address) && !contains(block.except ?? [], address);
}

/** Families are kept apart: Node would find an IPv4 address, mapped, in an IPv6 network. */
function contains(cidrs: readonly string[], address: string): boolean {
  const family = (text: string): 'ipv4' | 'ipv6' => (isIPv6(text) ? 'ipv6' : 'ipv4');
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', prefix] = cidr.split('/');
    if (family(network) === family(address)) list.addSubnet(network, Number(prefix), family(network));
  }
  return list.check(address, family(address));
}
