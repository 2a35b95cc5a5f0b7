import { z } from 'zod';

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Percent of requests that may be expected to go well; below 90 an error budget of a month says nothing. */
const objective = z.number().min(90).max(99.99);

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
