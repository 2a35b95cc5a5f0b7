import { scalar } from './scalar';

/** An absolute URL; `hasCredentials` when a user, a password or a key seems to stand in it. */
export interface Url {
  readonly text: string;
  readonly hasCredentials: boolean;
}

const SCHEMES = new Set(['http:', 'https:', 'ws:', 'wss:']);
const SECRET_PARAMETER = /(key|token|secret|password|auth)/i;

/** An absolute http, https, ws or wss URL. */
export const url = scalar<Url>({
  description: 'URL',
  allowed: 'an absolute URL with http, https, ws or wss',
  examples: ['https://api.example.com'],
  pattern: /^(https?|wss?):\/\//,
  parse: (text) => {
    let parsed: URL;
    try {
      parsed = new URL(text);
    } catch {
      return { message: `"${text}" is not a URL` };
    }
    if (!SCHEMES.has(parsed.protocol)) return { message: `the scheme ${parsed.protocol} is not accepted` };
    const secretQuery = [...parsed.searchParams.keys()].some((name) => SECRET_PARAMETER.test(name));
    return { value: { text, hasCredentials: parsed.username !== '' || parsed.password !== '' || secretQuery } };
  },
});
