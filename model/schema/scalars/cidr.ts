import { isIPv4, isIPv6 } from 'node:net';
import { type Parsed, quote, scalar } from './scalar';

/** A network in CIDR notation; `first` is the network address as a number, `text` is canonical (RFC 5952). */
export interface Cidr {
  readonly text: string;
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly prefix: number;
}

/** A network such as `10.0.0.0/16` (RFC 4632, RFC 4291), with no host bits set and not IPv4 mapped into IPv6. */
export const cidr = scalar<Cidr>({
  name: 'network',
  allowed: 'CIDR notation without host bits',
  examples: ['10.0.0.0/16', 'fd00::/8'],
  pattern: /^[0-9A-Fa-f:.]+\/[0-9]{1,3}$/,
  max: 64,
  parse: parseCidr,
});

function parseCidr(text: string): Parsed<Cidr> {
  const [address = '', prefixText, ...rest] = text.split('/');
  const version = isIPv4(address) ? 4 : isIPv6(address) && !address.includes('%') ? 6 : undefined;
  if (version === undefined || rest.length > 0) return { reason: `${quote(text)} is not a network` };
  const bits = width(version);
  const value = version === 4 ? ipv4Number(address) : ipv6Number(address);
  if (version === 6 && value >> 32n === 0xffffn) return refuseMapped(text, value, prefixText);
  if (prefixText === undefined)
    return {
      reason: `${quote(text)} has no prefix length`,
      nearest: formatCidr({ version, first: value, prefix: bits }),
    };
  const prefix = /^(0|[1-9][0-9]{0,2})$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (!(prefix <= bits)) return { reason: `${quote(text)} has no prefix length from 0 to ${bits}` };
  const hostBits = BigInt(bits - prefix);
  const first = (value >> hostBits) << hostBits;
  const network = { version, first, prefix } as const;
  if (first !== value) return { reason: `${quote(text)} has host bits set`, nearest: formatCidr(network) };
  return { value: { text: formatCidr(network), ...network } };
}

/** Go, and so Kubernetes, reads a mapped address now as IPv4 and now as IPv6. */
function refuseMapped(text: string, value: bigint, prefixText: string | undefined): Parsed<Cidr> {
  const near = parseCidr(`${ipv4Text(value & 0xffffffffn)}/${Number(prefixText ?? 128) - 96}`);
  const nearest = 'value' in near ? near.value.text : near.nearest;
  return { reason: `${quote(text)} is IPv4 mapped into IPv6`, ...(nearest === undefined ? {} : { nearest }) };
}

function width(version: 4 | 6): number {
  return version === 4 ? 32 : 128;
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function ipv6Number(address: string): bigint {
  const dotted = /[0-9]+(?:\.[0-9]+){3}$/.exec(address)?.[0];
  const low = dotted === undefined ? 0n : ipv4Number(dotted);
  const plain =
    dotted === undefined
      ? address
      : `${address.slice(0, -dotted.length)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

function ipv6Text(value: bigint): string {
  const groups = [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((index) => ((value >> (index * 16n)) & 0xffffn).toString(16));
  // The URL standard prints the shortest form, the one of RFC 5952.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** The canonical text of a network. */
function formatCidr({ version, first, prefix }: Omit<Cidr, 'text'>): string {
  return `${version === 4 ? ipv4Text(first) : ipv6Text(first)}/${prefix}`;
}

function last(network: Cidr): bigint {
  return network.first + (1n << BigInt(width(network.version) - network.prefix)) - 1n;
}

/** Whether two networks share an address; networks of different versions never do. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.version === b.version && a.first <= last(b) && b.first <= last(a);
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.version === inner.version && outer.first <= inner.first && last(inner) <= last(outer);
}

/** The networks that the given number of further prefix bits cuts a network into, in order; one with no room is left whole. */
export function splitCidr(network: Cidr, bits: number): Cidr[] {
  const prefix = network.prefix + bits;
  if (prefix > width(network.version)) return [network];
  const size = 1n << BigInt(width(network.version) - prefix);
  return Array.from({ length: 2 ** bits }, (_, index) => {
    const part = { version: network.version, first: network.first + BigInt(index) * size, prefix };
    return { text: formatCidr(part), ...part };
  });
}
