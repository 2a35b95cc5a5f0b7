import { z } from 'zod';
import { configKey, dnsLabel } from './scalars/names';
import { safeText } from './scalars/text';

/** Takes one key of a declared secret; `as: file` gives the variable the path of a mounted file instead of the value. */
const secretUse = z
  .strictObject({
    secret: dnsLabel.describe('Name of a declared secret'),
    key: configKey.describe('Key inside that secret'),
    as: z
      .enum(['value', 'file'])
      .default('value')
      .describe('Whether the variable holds the value or the path of a file'),
  })
  .describe('Use of a declared secret');

const literals = [safeText, z.number().transform(String), z.boolean().transform(String)] as const;

/** A literal, or a text with `${...}` references: whoever has the image can read what it was built with. */
export const buildValue = z.union(literals).describe('A literal, or a text with ${...} references');

/** A literal, a text with `${...}` references, or the use of a declared secret. */
export const environmentValue = z
  .union([...literals, secretUse])
  .describe('A literal, a text with ${...} references, or { secret, key }');

export type SecretUse = z.output<typeof secretUse>;
export type EnvironmentValue = z.output<typeof environmentValue>;
