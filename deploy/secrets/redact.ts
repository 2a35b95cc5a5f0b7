import type { SecretObject } from './secret-object';

/** A message without the values of a Secret, in whichever form it might quote them. */
export function redact(message: string, { data = {} }: SecretObject): string {
  const forms = Object.values(data).flatMap((encoded) => {
    const value = Buffer.from(encoded, 'base64').toString('utf8');
    return [encoded, value, JSON.stringify(value).slice(1, -1), ...value.split('\n')];
  });
  // The longest first, since a shorter value may be part of a longer one; empty ones would match everywhere.
  const sorted = [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length);
  return sorted.reduce((text, form) => text.replaceAll(form, '***'), message);
}
