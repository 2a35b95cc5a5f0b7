import type { AlertContext } from '../alert';
import { requestHistogram } from '../request-histogram';
import type { Panel } from './panels';

/** What somebody who is woken up looks at first. */
export function overviewPanels(context: AlertContext): readonly Panel[] {
  const { model, place, all } = context;
  const measured = model.components.some((component) => requestHistogram(context, component) !== undefined);
  return [
    {
      title: 'Alerts that fire',
      unit: 'short',
      isNumber: true,
      queries: [
        {
          expr: `count(ALERTS{alertstate="firing",application="${model.application.name}",environment="${model.environment.name}"}) or vector(0)`,
          legend: 'alerts',
        },
      ],
    },
    {
      title: 'Targets that do not answer',
      unit: 'short',
      isNumber: true,
      queries: [{ expr: `count(up{${all}} == 0) or vector(0)`, legend: 'targets' }],
    },
    ...(place === 'cluster' ? clusterPanels(all) : []),
    ...(measured ? requestPanels(all) : []),
    { title: 'Targets that answer', unit: 'short', queries: [{ expr: `up{${all}}`, legend: '{{job}} {{instance}}' }] },
  ];
}

function clusterPanels(all: string): readonly Panel[] {
  return [
    {
      title: 'Pods that are ready',
      unit: 'short',
      isNumber: true,
      queries: [{ expr: `sum(kube_pod_status_ready{${all},condition="true"})`, legend: 'pods' }],
    },
    {
      title: 'Restarts in an hour',
      unit: 'short',
      isNumber: true,
      queries: [{ expr: `sum(increase(kube_pod_container_status_restarts_total{${all}}[1h]))`, legend: 'restarts' }],
    },
    {
      title: 'CPU',
      unit: 'short',
      queries: [
        {
          expr: `sum by (pod) (rate(container_cpu_usage_seconds_total{${all},container!=""}[5m]))`,
          legend: '{{pod}}',
        },
      ],
    },
    {
      title: 'Memory',
      unit: 'bytes',
      queries: [{ expr: `sum by (pod) (container_memory_working_set_bytes{${all},container!=""})`, legend: '{{pod}}' }],
    },
  ];
}

function requestPanels(all: string): readonly Panel[] {
  return [
    {
      title: 'Requests',
      unit: 'reqps',
      queries: [{ expr: `component:requests:rate5m{${all}}`, legend: '{{component}}' }],
    },
    {
      title: 'Server errors',
      unit: 'percentunit',
      queries: [{ expr: `component:request_errors:ratio_rate5m{${all}}`, legend: '{{component}}' }],
    },
  ];
}
