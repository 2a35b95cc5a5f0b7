import { quote, textScalar } from './scalar';

const EMAIL =
  /^[A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** An email address as the HTML standard has it, with a domain of two labels or more, at most 254 characters. */
export const emailAddress = textScalar({
  name: 'email address',
  allowed: 'name@domain without display name',
  examples: ['operations@example.com'],
  pattern: EMAIL,
  max: 254,
  parse: (text) => {
    if (EMAIL.test(text)) return { value: text };
    const near = text
      .replace(/^mailto:/i, '')
      .replace(/^.*<([^<>]*)>\s*$/, '$1')
      .trim();
    const reason = `${quote(text)} is not an email address`;
    return EMAIL.test(near) ? { reason, nearest: near } : { reason };
  },
});
