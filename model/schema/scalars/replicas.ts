import { scalar } from './scalar';

/** A number of pods, 0 to 10000. */
export const replicas = scalar<number>({
  description: 'Number of pods',
  allowed: '0 to 10000',
  examples: ['2'],
  pattern: /^[0-9]{1,5}$/,
  parse: (text) =>
    /^[0-9]{1,5}$/.test(text) && Number(text) <= 10_000
      ? { value: Number(text) }
      : { message: `"${text}" is not a number of pods` },
});
