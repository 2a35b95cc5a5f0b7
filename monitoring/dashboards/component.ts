import type { Component } from '../../model/model';
import type { AlertContext } from '../alert';
import { rateOf, requestHistogram } from '../request-histogram';
import type { Panel } from './panels';

/** One component: what users see of it, and what it uses. */
export function componentPanels(context: AlertContext, component: Component): readonly Panel[] {
  return [
    ...requestPanels(context, component),
    ...(context.place === 'cluster' ? podPanels(context.all, component) : []),
  ];
}

function requestPanels(context: AlertContext, component: Component): readonly Panel[] {
  const requests = requestHistogram(context, component);
  if (requests === undefined) return [];
  const own = `${context.all},component="${component.name}"`;
  const rate = rateOf(requests, { of: 'bucket', window: '5m' });
  const quantile = (q: number): string => `histogram_quantile(${q}, sum by (le) (${rate}))`;
  return [
    { title: 'Requests', unit: 'reqps', queries: [{ expr: `component:requests:rate5m{${own}}`, legend: 'requests' }] },
    {
      title: 'Server errors',
      unit: 'percentunit',
      queries: [
        { expr: `component:request_errors:ratio_rate5m{${own}}`, legend: '5 minutes' },
        { expr: `component:request_errors:ratio_rate1h{${own}}`, legend: '1 hour' },
      ],
    },
    {
      title: 'Time of answers',
      unit: 's',
      queries: [
        { expr: quantile(0.5), legend: 'half' },
        { expr: quantile(0.95), legend: '95 percent' },
        { expr: quantile(0.99), legend: '99 percent' },
      ],
    },
  ];
}

function podPanels(all: string, { name }: Component): readonly Panel[] {
  const pods = `${all},container="${name}"`;
  return [
    {
      title: 'Containers that are ready',
      unit: 'short',
      isNumber: true,
      queries: [{ expr: `sum(kube_pod_container_status_ready{${pods}})`, legend: 'ready' }],
    },
    {
      title: 'Restarts in a day',
      unit: 'short',
      isNumber: true,
      queries: [{ expr: `sum(increase(kube_pod_container_status_restarts_total{${pods}}[1d]))`, legend: 'restarts' }],
    },
    {
      title: 'CPU, and its limit',
      unit: 'short',
      queries: [
        { expr: `sum by (pod) (rate(container_cpu_usage_seconds_total{${pods}}[5m]))`, legend: '{{pod}}' },
        { expr: `max(kube_pod_container_resource_limits{${pods},resource="cpu"})`, legend: 'limit' },
      ],
    },
    {
      title: 'Memory, and its limit',
      unit: 'bytes',
      queries: [
        { expr: `sum by (pod) (container_memory_working_set_bytes{${pods}})`, legend: '{{pod}}' },
        { expr: `max(kube_pod_container_resource_limits{${pods},resource="memory"})`, legend: 'limit' },
      ],
    },
  ];
}
