import { scalar } from './scalar';

const HTTP_PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*$/;

/** Path of an HTTP request, starting with a slash (RFC 3986). */
export const httpPath = scalar<string>({
  description: 'HTTP path',
  allowed: 'a path that starts with "/", such as /health',
  examples: ['/health'],
  pattern: HTTP_PATH,
  parse: (text) =>
    HTTP_PATH.test(text)
      ? { value: text }
      : { message: `"${text}" is not an HTTP path`, ...(HTTP_PATH.test(`/${text}`) ? { nearest: `/${text}` } : {}) },
});
