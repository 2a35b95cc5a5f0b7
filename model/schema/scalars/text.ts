import { z } from 'zod';

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Any text that every output can carry: without NUL and without half surrogate pairs. */
export const safeText = z
  .string()
  .refine(
    (text) => !text.includes('\0') && !LONE_SURROGATE.test(text),
    'text cannot contain NUL or half a surrogate pair',
  );
