import { scalar } from './scalar';

/** A DNS host name; `wildcard` when it starts with `*.`. */
export interface Host {
  readonly text: string;
  readonly wildcard: boolean;
}

const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A host name without scheme, port or path (RFC 1123), at most 253 characters. */
export const host = scalar<Host>({
  description: 'Host name',
  allowed: 'a host name in lower case without scheme, port or path, such as app.example.com',
  examples: ['example.com', 'localhost'],
  pattern: HOST,
  parse: (text) => {
    if (HOST.test(text) && text.length <= 253) return { value: { text, wildcard: text.startsWith('*.') } };
    const near = asciiHost(text);
    return { message: `"${text}" is not a host name`, ...(near === undefined ? {} : { nearest: near }) };
  },
});

/** What the URL standard makes of a text: drops scheme, port and path, and turns other scripts into punycode. */
function asciiHost(text: string): string | undefined {
  try {
    const { hostname } = new URL(text.includes('://') ? text : `http://${text}`);
    return HOST.test(hostname) && hostname !== text ? hostname : undefined;
  } catch {
    return undefined;
  }
}
