import { numericScalar, quote } from './scalar';

const PERCENT = /^([1-9][0-9]?|100)%?$/;

/** A percentage, 1 to 100, with or without the sign. */
export const percent = numericScalar<number>({
  name: 'percentage',
  allowed: 'a whole number from 1 to 100',
  examples: ['70', '70%'],
  pattern: PERCENT,
  max: 32,
  numbers: { type: 'integer', minimum: 1, maximum: 100 },
  parse: (text) => {
    if (PERCENT.test(text)) return { value: Number.parseInt(text, 10) };
    const share = Math.round(Number(text) * 100);
    const isShare = /^0?\.[0-9]+$/.test(text) && share >= 1;
    return { reason: `${quote(text)} is not a percentage`, ...(isShare ? { nearest: String(share) } : {}) };
  },
});
