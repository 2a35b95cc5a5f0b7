import { numericScalar, quote } from './scalar';

const REPLICAS = /^(0|[1-9][0-9]{0,3}|10000)$/;

/** A number of pods, 0 to 10000. */
export const replicas = numericScalar<number>({
  name: 'number of pods',
  allowed: 'a whole number from 0 to 10000',
  examples: ['2'],
  pattern: REPLICAS,
  max: 32,
  numbers: { type: 'integer', minimum: 0, maximum: 10_000 },
  parse: (text) =>
    REPLICAS.test(text) ? { value: Number(text) } : { reason: `${quote(text)} is not a number of pods` },
});
