import { LOKI, logStore } from '../../model/derive/log-store';
import type { AlertCase, AlertContext, AlertDefinition } from '../alert';

/** Retention is applied with every compaction, each ten minutes; six hours are many that failed. */
const OLDEST_RETENTION_SECONDS = 6 * 3600;

/** Whether logs arrive, and old ones go. */
export const LOGS: readonly AlertDefinition[] = [
  {
    name: 'LogsNotArriving',
    severity: 'warning',
    for: '15m',
    summary: 'Loki has received no line for a quarter of an hour',
    impact: 'What is written now can be read for as long as the pods live, and not afterwards.',
    steps: [
      'Read the log of alloy: it names what Loki or the API server answered.',
      'Ask whether loki runs, and whether its volume is full: `manifold status <environment>`.',
      'A cluster whose API server listens on a port other than 443 and 6443 needs a NetworkPolicy of its own for alloy.',
    ],
    source: 'Loki',
    cases: (context) =>
      ofLoki(context, (labels) => {
        const received = `sum(increase(loki_distributor_lines_received_total{${labels}}[15m]))`;
        return `(${received} or vector(0)) == 0`;
      }),
  },
  {
    name: 'LogRetentionStopped',
    severity: 'warning',
    for: '1h',
    summary: 'Loki has deleted no old logs for {{ $value | humanizeDuration }}',
    impact: 'Logs are kept longer than they may be, until the volume is full; then none are kept.',
    steps: ['Read the log of loki for lines of the compactor.', 'Look whether its volume is full or read-only.'],
    source: 'Loki',
    cases: (context) =>
      ofLoki(
        context,
        (labels) =>
          `time() - max(loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${labels}}) > ${OLDEST_RETENTION_SECONDS}`,
      ),
  },
];

function ofLoki(context: AlertContext, expr: (labels: string) => string): readonly AlertCase[] {
  if (context.place !== 'cluster' || logStore(context.model) === undefined) return [];
  return [{ component: LOKI, expr: expr(context.of(LOKI)) }];
}
