import { scalar } from './scalar';

/** A percentage, 1 to 100, with or without the sign. */
export const percent = scalar<number>({
  description: 'Percentage',
  allowed: '1 to 100',
  examples: ['70'],
  pattern: /^[0-9]{1,3}%?$/,
  parse: (text) => {
    const number = Number(text.replace(/%$/, ''));
    return /^[0-9]{1,3}%?$/.test(text) && number >= 1 && number <= 100
      ? { value: number }
      : { message: `"${text}" is not a percentage` };
  },
});
