import { z } from 'zod';

/** Text of a header, without quotes, backslashes, braces, dollar and percent signs: no proxy then reads more in it than text. */
export const ONE_LINE = /^[A-Za-z0-9'*:;./_=?&+,@~!()# -]+$/;

const set = z.strictObject({
  hsts: z
    .union([z.literal(false), z.int().min(0).max(63_072_000)])
    .optional()
    .describe('Seconds of Strict-Transport-Security (default: a year where there is TLS, else none)'),
  contentTypeNosniff: z.boolean().default(true).describe('X-Content-Type-Options: nosniff'),
  frameOptions: z.enum(['DENY', 'SAMEORIGIN', 'none']).default('SAMEORIGIN').describe('X-Frame-Options'),
  referrerPolicy: z
    .enum([
      'no-referrer',
      'no-referrer-when-downgrade',
      'origin',
      'origin-when-cross-origin',
      'same-origin',
      'strict-origin',
      'strict-origin-when-cross-origin',
      'unsafe-url',
    ])
    .default('strict-origin-when-cross-origin')
    .describe('Referrer-Policy'),
  contentSecurityPolicy: z
    .string()
    .max(4096)
    .regex(ONE_LINE, 'a policy in one line, without double quotes, backslashes, braces, dollar and percent signs')
    .optional()
    .describe('Content-Security-Policy (default: none)'),
});

/** Security headers that the way in puts on every answer. */
export const headers = z
  .union([z.literal(false), set])
  .optional()
  .describe('Security headers of every answer (default: {}; ingress-nginx only where they are written); false: none');

/** How many requests one client may send. */
export const rateLimit = z
  .strictObject({
    requestsPerSecond: z.int().min(1).max(100_000).describe('Mean over time'),
    burst: z.int().min(1).max(1_000_000).describe('Requests at once'),
  })
  .optional()
  .describe('Requests of one client address (default: no limit)');

export type HeaderSettings = z.output<typeof set>;
export type RateLimit = NonNullable<z.output<typeof rateLimit>>;
