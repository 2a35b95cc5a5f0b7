import { z } from 'zod';

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The fastest burn that wakes somebody up is 14.4 times the budget: a share of all requests, so that it has to be less than 1. */
const LEAST = 94;

/** Percent of requests that may be expected to go well. */
const objective = z
  .number()
  .min(
    LEAST,
    `below ${LEAST} percent the alert about the budget waits for 14.4 times its share of requests, which is all of them or nearly all, and would never fire`,
  )
  .max(99.99);

const latency = z.strictObject({
  seconds: z.number().gt(0).max(600).describe('Longest answer that is fast enough; a bucket of the histogram'),
  objective: objective.describe('Percent of requests that are that fast'),
});

/** What users may expect of a component, and whose histogram of requests is the measure. */
export const slo = z
  .strictObject({
    availability: objective.describe('Percent of requests that are answered without a server error, over 30 days'),
    latency: latency.optional(),
    measuredAt: z
      .enum(['component', 'edge'])
      .default('component')
      .describe(
        'component: by a histogram of its own. edge: by that of the ingress controller (traefik or nginx), so that it needs no metrics of its own',
      ),
    histogram: z
      .string()
      .regex(METRIC, 'the name of a metric')
      .default('http_request_duration_seconds')
      .describe('Histogram of requests of the component, in seconds, without _bucket or _count'),
    statusLabel: z
      .string()
      .regex(LABEL, 'the name of a label')
      .default('status_code')
      .describe('Label of the histogram with the HTTP status'),
  })
  .describe('Service level objective; alerts follow from how fast its error budget is spent');

export type Slo = z.output<typeof slo>;
