import { numericScalar, quote } from './scalar';

const PORT = /^[1-9][0-9]{0,4}$/;

/** A TCP port number, 1 to 65535 (RFC 6335). */
export const port = numericScalar<number>({
  name: 'port number',
  allowed: 'a whole number from 1 to 65535',
  examples: ['3000'],
  pattern: PORT,
  max: 32,
  numbers: { type: 'integer', minimum: 1, maximum: 65_535 },
  parse: (text) => {
    if (PORT.test(text) && Number(text) <= 65_535) return { value: Number(text) };
    return { reason: `${quote(text)} is not a port number` };
  },
});
