import { scalar } from './scalar';

/** A TCP port number, 1 to 65535. */
export const port = scalar<number>({
  description: 'Port number',
  allowed: '1 to 65535',
  examples: ['3000'],
  pattern: /^[0-9]{1,5}$/,
  parse: (text) => {
    const number = Number(text);
    if (!/^[0-9]{1,5}$/.test(text) || number < 1 || number > 65_535)
      return { message: `"${text}" is not a port number` };
    return { value: number };
  },
});
