import { z } from 'zod';
import { duration } from './scalars/duration';
import { regexp } from './scalars/regexp';
import { safeText } from './scalars/text';

const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What these carry would stand in plain text in the configuration of the prober. */
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie)$|key|token|secret/i;

const headerName = z
  .string()
  .regex(HEADER, 'the name of a header')
  .refine(
    (name) => !SECRET_HEADER.test(name),
    'a header that is no secret: the configuration of a probe is plain text',
  );

/** Prometheus takes no value that is older than five minutes; a minute is for a probe that comes late. */
const LONGEST_INTERVAL_SECONDS = 4 * 60;

/** A question that is asked of an external again and again, in the words of the HTTP prober of blackbox_exporter. */
export const externalProbe = z
  .strictObject({
    kind: z.literal('http').describe('A request over HTTP to the URL of the external'),
    method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
    headers: z.record(headerName, safeText).default({}).describe('Headers of the request; never a secret'),
    body: safeText.optional().describe('Body of the request'),
    validStatusCodes: z
      .array(z.int().min(100).max(599))
      .default([])
      .describe('Statuses of a good answer (default: 200 to 299)'),
    failIfBodyMatches: z.array(regexp).default([]).describe('Regular expressions of which a good answer matches none'),
    failIfBodyNotMatches: z
      .array(regexp)
      .default([])
      .describe('Regular expressions of which a good answer matches each one'),
    timeout: duration.prefault('10s').describe('Longest time to wait for the answer'),
    interval: duration.prefault('30s').describe('Time between two requests: 4m at most'),
    slowSeconds: z.number().gt(0).max(600).optional().describe('Above this, on average, it counts as slow'),
  })
  .refine(({ timeout, interval }) => timeout.seconds < interval.seconds, {
    message: 'a probe that waits as long as its interval or longer would never end: make timeout shorter',
    path: ['timeout'],
  })
  .refine(({ interval }) => interval.seconds <= LONGEST_INTERVAL_SECONDS, {
    message: 'Prometheus looks back 5 minutes, and between two probes it would find none: make interval 4m or shorter',
    path: ['interval'],
  })
  .refine(({ slowSeconds, timeout }) => slowSeconds === undefined || slowSeconds < timeout.seconds, {
    message: 'nothing is slower than the timeout: make slowSeconds shorter',
    path: ['slowSeconds'],
  })
  .describe('How Prometheus asks whether it answers, where an environment has monitoring');

export type ExternalProbe = z.output<typeof externalProbe>;
