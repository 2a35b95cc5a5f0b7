import { type Parsed, quote, scalar } from './scalar';

/** An absolute URL; `hasCredentials` when a user, a password or a key seems to stand in it. */
export interface Url {
  readonly text: string;
  readonly hasCredentials: boolean;
}

const URL_SHAPE = /^(https?|wss?):\/\/[!-.0->@-[\]-~][!-[\]-~]*$/;
const SECRET_PARAMETER =
  /(?:^|[-_.])(?:key|auth|sig)$|api-?_?key|access-?_?key|token|secret|passw|credential|signature/i;

/** An absolute http, https, ws or wss URL in ASCII (WHATWG URL standard). Messages never repeat user, password or query. */
export const url = scalar<Url>({
  name: 'URL',
  allowed: 'an absolute URL with http, https, ws or wss',
  examples: ['https://api.example.com'],
  pattern: URL_SHAPE,
  max: 2048,
  parse: parseUrl,
});

function parseUrl(text: string): Parsed<Url> {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !URL_SHAPE.test(text)) return refuse(text, parsed);
  const secretQuery = [...parsed.searchParams.keys()].some((name) => SECRET_PARAMETER.test(name));
  return { value: { text, hasCredentials: parsed.username !== '' || parsed.password !== '' || secretQuery } };
}

function refuse(text: string, parsed: URL | undefined): Parsed<Url> {
  const reason = `${quote(withoutSecrets(text))} is not a URL that can be used`;
  const near = parsed?.href ?? '';
  // A URL with nothing after its host is written without the slash that the standard adds.
  const nearest = /^[^?#]*[^/?#]\/$/.test(near) && !text.endsWith('/') ? near.slice(0, -1) : near;
  const isNear = URL_SHAPE.test(nearest) && withoutSecrets(nearest) === nearest;
  return isNear ? { reason, nearest } : { reason };
}

function withoutSecrets(text: string): string {
  return text.replace(/^([^/]*\/*)[^/]*@/, '$1...@').replace(/[?#].*$/s, '?...');
}
