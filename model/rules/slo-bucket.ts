import { edgeHistogram } from '../derive/edge-histogram';
import type { Rule } from './rule';

export const sloBucket: Rule = {
  id: 'slo-bucket',
  title: 'The latency of an objective at the edge is a bucket of its controller',
  why: 'A histogram knows how many answers were faster than its buckets, and nothing between them: the alert would never fire.',
  fix: 'Take one of the buckets, or give the controller others; then this warning may stay.',
  check: ({ model }) =>
    model.components.flatMap((component) => {
      const { name, slo } = component;
      const seconds = slo?.measuredAt === 'edge' ? slo.latency?.seconds : undefined;
      const histogram = edgeHistogram(model, component);
      if (seconds === undefined || histogram === undefined || histogram.buckets.includes(seconds)) return [];
      return [
        {
          place: { document: 'application', path: ['components', name, 'slo', 'latency', 'seconds'] },
          message: `${histogram.name} has no bucket of ${seconds} seconds by default`,
          value: String(seconds),
          allowed: histogram.buckets.join(', '),
          severity: 'warning',
        },
      ];
    }),
};
