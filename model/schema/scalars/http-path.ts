import { quote, textScalar } from './scalar';

/** Sequences that Kubernetes refuses in the path of an Ingress (`validateIngressPath`). */
const HTTP_PATH = /^(?!.*(?:\/\/|\/\.{1,2}(?:\/|$)|%2[fF]))\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/;

const ROUTE_PATH = /^(?!.*(?:\/\/|\/\.{1,2}(?:\/|$)|%2[fF]))\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;

/** Path of an HTTP request, starting with a slash (RFC 3986), without doubled slashes and dot segments. */
export const httpPath = textScalar({
  name: 'HTTP path',
  allowed: 'a path that starts with "/", without "//", "/./" and "/../"',
  examples: ['/health', '/'],
  pattern: HTTP_PATH,
  max: 2048,
  parse: (text) => {
    if (HTTP_PATH.test(text)) return { value: text };
    const reason = `${quote(text)} is not an HTTP path`;
    const near = mended(text);
    return HTTP_PATH.test(near) ? { reason, nearest: near } : { reason };
  },
});

/** Path prefix of a route: what stands behind "?" or "#" is no part of a path, and no controller routes by it. */
export const routePath = textScalar({
  name: 'path of a route',
  allowed: 'a path that starts with "/", without "?", "#", "//", "/./" and "/../"',
  examples: ['/', '/shop'],
  pattern: ROUTE_PATH,
  max: 2048,
  parse: (text) => {
    if (ROUTE_PATH.test(text)) return { value: text };
    const reason = `${quote(text)} is not a path of a route`;
    const near = mended(text.replace(/[?#].*$/s, ''));
    return ROUTE_PATH.test(near) ? { reason, nearest: near } : { reason };
  },
});

function mended(text: string): string {
  return `/${text}`.replace(/^\/[a-z]+:\/\/[^/]*/, '').replace(/\/{2,}/g, '/');
}
