import { measuredComponents } from '../../model/derive/reached';
import type { AlertDefinition } from '../alert';

/** Whether Prometheus can still see what it is to watch. */
export const TARGETS: readonly AlertDefinition[] = [
  {
    name: 'MetricsMissing',
    severity: 'critical',
    for: '5m',
    summary: 'Nothing answers for the metrics of {{ $labels.component }}',
    impact: 'It is down, or nobody would be told if it were: no other alert about it can fire.',
    steps: [
      'Ask whether it runs: `manifold status <environment>`.',
      'If it runs, ask for its metrics by hand (port `metrics`, path `/metrics`) and look at the targets page of Prometheus.',
      'In a cluster look at the labels of the ServiceMonitor, and whether `monitoring.namespace` is that of Prometheus.',
    ],
    source: 'Prometheus',
    cases: ({ model, of }) =>
      measuredComponents(model).map(({ name }) => ({ component: name, expr: `absent(up{${of(name)}} == 1)` })),
  },
];
