import { z } from 'zod';

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ALLOWED = 'any text without NUL and without half surrogate pairs';

/** Any text that every output can carry: without NUL (no process takes it) and without half surrogate pairs (no UTF-8). */
export const safeText = z
  .string()
  .check(({ value, issues }) => {
    const what = value.includes('\0') ? 'the character NUL' : LONE_SURROGATE.test(value) ? 'half a surrogate pair' : '';
    if (what !== '')
      issues.push({
        code: 'custom',
        message: `text cannot contain ${what}: use ${ALLOWED}`,
        params: { allowed: ALLOWED },
        input: value,
      });
  })
  .meta({ description: `Text: ${ALLOWED}` });
