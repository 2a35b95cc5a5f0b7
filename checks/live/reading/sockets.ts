/** A TCP port on which something listens. */
export interface ListeningPort {
  readonly port: number;
  /** Whether only the container itself can reach it. */
  readonly isLoopback: boolean;
}

const LISTEN = '0A';
const IPV6_LOOPBACK = '00000000000000000000000001000000';
/** `::ffff:127.x.y.z`: the last group is written as one little-endian word. */
const MAPPED_LOOPBACK = /^0000000000000000FFFF0000[0-9A-F]{6}7F$/;
const IPV4_LOOPBACK = /^[0-9A-F]{6}7F$/;

/** Reads /proc/net/tcp or /proc/net/tcp6 (proc_net(5)): addresses are words in the byte order of the machine, here little-endian. */
export function parseListening(text: string): ListeningPort[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    if (state !== LISTEN || !/^[0-9A-F]{4}$/i.test(port)) return [];
    return [{ port: Number.parseInt(port, 16), isLoopback: isLoopback(address.toUpperCase()) }];
  });
}

function isLoopback(address: string): boolean {
  return IPV4_LOOPBACK.test(address) || address === IPV6_LOOPBACK || MAPPED_LOOPBACK.test(address);
}
