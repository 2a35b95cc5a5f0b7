import type { Construct } from 'constructs';
import { AlertmanagerConfig, Probe, PrometheusRule, ServiceMonitor } from '../imports/monitoring.coreos.com';
import { PROBER, probedExternals, scrapeTimeoutSeconds } from '../model/derive/external-probes';
import { commonLabels, selectorLabels } from '../model/derive/labels';
import { measuredComponents } from '../model/derive/reached';
import type { Model } from '../model/model';
import type { Monitoring } from '../model/schema/monitoring';
import { dashboards } from '../monitoring/dashboards/dashboards';
import { ruleGroups } from '../monitoring/groups';
import { notificationRoutes } from '../monitoring/notifications';
import { probeJob, probeLabels } from '../monitoring/probe-scrapes';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { alertmanagerConfigSpec } from './parts/alertmanager-config';

/** Label by which the sidecar of Grafana finds dashboards (grafana/helm-charts, `sidecar.dashboards.label`). */
const DASHBOARD_LABEL = { grafana_dashboard: '1' };
const METRICS = 'metrics';

/** What a cluster needs to watch an environment: the way in for Prometheus, what it asks, rules, routes and dashboards. */
export class MonitoringChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    const { monitoring, networkPolicy } = props.model.environment;
    if (monitoring === undefined) return;
    if (networkPolicy) this.allowMetrics(monitoring);
    if (monitoring.kind === 'operator') this.operatorObjects(monitoring);
    for (const [name, json] of dashboards(props.model, 'cluster')) this.dashboard(name, json);
  }

  private operatorObjects(monitoring: Monitoring): void {
    for (const { name } of measuredComponents(this.model)) this.serviceMonitor(name, monitoring);
    this.probes(monitoring);
    const groups = ruleGroups(this.model, 'cluster');
    const name = alertsName(this.model);
    if (groups.length > 0)
      new PrometheusRule(this, 'rules', {
        metadata: this.selected(name, monitoring),
        spec: {
          groups: groups.map((group) => ({ name: group.name, rules: group.rules.map((rule) => ({ ...rule })) })),
        },
      });
    const routes = notificationRoutes(this.model);
    if (routes.length > 0)
      new AlertmanagerConfig(this, 'notifications', {
        metadata: this.selected(name, monitoring),
        spec: alertmanagerConfigSpec(routes),
      });
  }

  private serviceMonitor(name: string, monitoring: Monitoring): void {
    new ServiceMonitor(this, `monitor.${name}`, {
      metadata: this.selected(name, monitoring),
      spec: {
        endpoints: [{ port: METRICS, path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
        selector: { matchLabels: selectorLabels(this.model, name) },
      },
    });
  }

  private probes(monitoring: Monitoring): void {
    const { port, externals } = probedExternals(this.model);
    for (const external of externals)
      new Probe(this, `probe.${external.name}`, {
        metadata: this.selected(probeJob(external), monitoring),
        spec: {
          jobName: probeJob(external),
          interval: `${external.probe.interval.seconds}s`,
          scrapeTimeout: `${scrapeTimeoutSeconds(external)}s`,
          module: external.name,
          prober: { url: `${PROBER}.${this.model.environment.namespace}.svc:${port}` },
          targets: { staticConfig: { static: [external.url], labels: probeLabels(this.model, external) } },
        },
      });
  }

  /** Every pod with a port of this name; a policy of its own, so that those of the workloads are the same everywhere. */
  private allowMetrics({ namespace }: Monitoring): void {
    new k8s.KubeNetworkPolicy(this, 'allow-metrics', {
      metadata: this.meta('allow-metrics'),
      spec: {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
            ports: [{ port: k8s.IntOrString.fromString(METRICS), protocol: 'TCP' }],
          },
        ],
      },
    });
  }

  private dashboard(name: string, json: string): void {
    new k8s.KubeConfigMap(this, `dashboard.${name}`, {
      metadata: this.meta(`dashboard-${name}`, { labels: { ...commonLabels(this.model), ...DASHBOARD_LABEL } }),
      data: { [`${this.model.application.name}-${this.model.environment.name}-${name}.json`]: json },
    });
  }

  private selected(name: string, { labels }: Monitoring) {
    return this.meta(name, { labels: { ...commonLabels(this.model), ...labels } });
  }
}

function alertsName({ application }: Model): string {
  return `${application.name}-alerts`;
}
