import { isIPv4 } from 'node:net';
import { type Parsed, quote, scalar } from './scalar';

/** A DNS host name; `wildcard` when it starts with `*.`, `isAddress` when it is an IPv4 address instead. */
export interface Host {
  readonly text: string;
  readonly wildcard: boolean;
  readonly isAddress: boolean;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);

/** A host name without scheme, port, path or trailing dot (RFC 1123), at most 253 characters; other scripts as punycode. */
export const host = scalar<Host>({
  name: 'host name',
  allowed: 'a host name in lower case without scheme, port or path',
  examples: ['app.example.com', 'localhost'],
  pattern: HOST,
  max: 253,
  parse: parseHost,
});

function parseHost(text: string): Parsed<Host> {
  const isAddress = isIPv4(text);
  // A last label of digits is an address by the URL standard: 10.0.0.300 is a mistyped one, not a name.
  const isName = HOST.test(text) && (isAddress || !/(?:^|\.)[0-9]+$/.test(text));
  if (isName) return { value: { text, wildcard: text.startsWith('*.'), isAddress } };
  const nearest = mend(text);
  return { reason: `${quote(text)} is not a host name`, ...(nearest === undefined ? {} : { nearest }) };
}

/** What the URL standard makes of a text: drops scheme, port and path, and turns other scripts into punycode. */
function mend(text: string): string | undefined {
  const bare = text.trim().replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//, '');
  const wildcard = bare.startsWith('*.') ? '*.' : '';
  try {
    const { hostname } = new URL(`http://${bare.slice(wildcard.length)}`);
    const near = `${wildcard}${hostname.replace(/\.$/, '')}`;
    // The standard also reads octal and hexadecimal numbers as addresses, which nobody meant.
    const isGuess = isIPv4(hostname) && !text.includes(hostname);
    return !isGuess && near !== text && near.length <= 253 && 'value' in parseHostOnce(near) ? near : undefined;
  } catch {
    return undefined;
  }
}

function parseHostOnce(text: string): { readonly value: true } | { readonly reason: string } {
  const isFine = HOST.test(text) && (isIPv4(text) || !/(?:^|\.)[0-9]+$/.test(text));
  return isFine ? { value: true } : { reason: '' };
}
