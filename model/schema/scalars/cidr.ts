import { isIPv4, isIPv6 } from 'node:net';
import { type Refusal, scalar } from './scalar';

/** A network in CIDR notation; `first` is the network address as a number. */
export interface Cidr {
  readonly text: string;
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly prefix: number;
}

/** A network such as `10.0.0.0/16`, with no host bits set. */
export const cidr = scalar<Cidr>({
  description: 'Network',
  allowed: 'CIDR notation without host bits, such as 10.0.0.0/16',
  examples: ['10.0.0.0/16'],
  parse: parseCidr,
});

function parseCidr(text: string): { readonly value: Cidr } | Refusal {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const version = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  if (version === undefined || address.includes('%')) return { message: `"${text}" is not a network` };
  const size = version === 4 ? 32 : 128;
  if (slash < 0) return { message: `"${text}" has no prefix length`, nearest: `${text}/${size}` };
  const prefixText = text.slice(slash + 1);
  const prefix = Number(prefixText);
  if (!/^(0|[1-9][0-9]{0,2})$/.test(prefixText) || prefix > size)
    return { message: `"/${prefixText}" is not a prefix length of IPv${version}` };
  const value = version === 4 ? ipv4Number(address) : ipv6Number(address);
  const hostBits = BigInt(size - prefix);
  const first = (value >> hostBits) << hostBits;
  if (first !== value) {
    const message = `"${text}" has host bits set`;
    return version === 4 ? { message, nearest: `${ipv4Text(first)}/${prefix}` } : { message };
  }
  return { value: { text, version, first, prefix } };
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function ipv6Number(address: string): bigint {
  const dotted = /^(.*:)([0-9.]+)$/.exec(address);
  const plain =
    dotted?.[2]?.includes('.') === true
      ? `${dotted[1]}${(ipv4Number(dotted[2]) >> 16n).toString(16)}:${(ipv4Number(dotted[2]) & 0xffffn).toString(16)}`
      : address;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

function end(network: Cidr): bigint {
  return network.first + (1n << BigInt((network.version === 4 ? 32 : 128) - network.prefix)) - 1n;
}

/** Whether two networks share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.version === b.version && a.first <= end(b) && b.first <= end(a);
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.version === inner.version && outer.first <= inner.first && end(inner) <= end(outer);
}
