import { Yaml } from 'cdk8s';
import type { Construct } from 'constructs';
import { ServiceMonitor } from '../imports/monitoring.coreos.com';
import { commonLabels, selectorLabels, workloadLabels } from '../model/derive/labels';
import { ALLOY, ALLOY_PORT, LOKI, LOKI_PORT, logStore } from '../model/derive/log-store';
import type { LogStore } from '../model/schema/logs';
import { alloyConfiguration } from '../monitoring/logs/alloy';
import { lokiConfiguration } from '../monitoring/logs/loki';
import { EnvironmentChart, type EnvironmentChartProps, type ObjectMetadata } from './environment-chart';
import { k8s } from './k8s';
import { claimTemplates } from './parts/claims';
import { addConfigMap, hashedName } from './parts/config-map';
import { ALLOY_FILE, alloyPod, LOGS_PORT, LOKI_FILE, lokiPod } from './parts/log-pods';

type Name = typeof LOKI | typeof ALLOY;

const PORTS: Readonly<Record<Name, number>> = { [LOKI]: LOKI_PORT, [ALLOY]: ALLOY_PORT };
/** Label by which the sidecar of Grafana finds data sources (grafana/helm-charts, `sidecar.datasources.label`). */
const DATA_SOURCE_LABEL = { grafana_datasource: '1' };
/** An API server listens on one of these; no policy can name it otherwise. */
const API_SERVER_PORTS = [443, 6443];
/** Where clouds give credentials of a machine to whoever asks. */
const METADATA = '169.254.0.0/16';

/** A Loki that keeps the logs of a namespace, and the Alloy that reads them. */
export class LogsChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    const store = logStore(props.model);
    if (store === undefined) return;
    this.loki(store);
    this.alloy(store);
    for (const name of [LOKI, ALLOY] as const) {
      this.account(name);
      this.service(name);
    }
    this.dataSource();
    if (props.model.environment.networkPolicy) this.policies();
  }

  private loki(store: LogStore): void {
    const { environment } = this.model;
    const config = this.file(LOKI, {
      [LOKI_FILE]: Yaml.stringify(lokiConfiguration(environment.logs?.retentionDays ?? 0)),
    });
    const metadata = this.labelled(LOKI, store.images.loki.tag);
    new k8s.KubeStatefulSet(this, LOKI, {
      metadata,
      spec: {
        replicas: 1,
        serviceName: LOKI,
        revisionHistoryLimit: 5,
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        selector: { matchLabels: selectorLabels(this.model, LOKI) },
        template: {
          metadata: { labels: metadata.labels, ...this.scraped(LOKI) },
          spec: lokiPod({ store, environment, config }),
        },
        volumeClaimTemplates: claimTemplates(
          [{ ...store, name: 'data', sizeBytes: store.storage.bytes, accessMode: 'ReadWriteOnce' }],
          metadata.labels,
        ),
      },
    });
  }

  private alloy(store: LogStore): void {
    const { environment } = this.model;
    const config = this.file(ALLOY, { [ALLOY_FILE]: alloyConfiguration(this.model) });
    const metadata = this.labelled(ALLOY, store.images.alloy.tag);
    new k8s.KubeDeployment(this, ALLOY, {
      metadata,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 5,
        // Two at once would send every line twice.
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(0), maxUnavailable: k8s.IntOrString.fromNumber(1) },
        },
        selector: { matchLabels: selectorLabels(this.model, ALLOY) },
        template: {
          metadata: { labels: metadata.labels, ...this.scraped(ALLOY) },
          spec: alloyPod({ store, environment, config }),
        },
      },
    });
    const rules = [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get', 'list', 'watch'] },
    ];
    new k8s.KubeRole(this, `${ALLOY}.role`, { metadata: this.labelled(ALLOY), rules });
    new k8s.KubeRoleBinding(this, `${ALLOY}.role-binding`, {
      metadata: this.labelled(ALLOY),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: ALLOY },
      subjects: [{ kind: 'ServiceAccount', name: ALLOY, namespace: this.model.environment.namespace }],
    });
  }

  private account(name: Name): void {
    new k8s.KubeServiceAccount(this, `${name}.account`, {
      metadata: this.labelled(name),
      automountServiceAccountToken: false,
    });
  }

  private service(name: Name): void {
    const port = {
      name: LOGS_PORT,
      port: PORTS[name],
      targetPort: k8s.IntOrString.fromString(LOGS_PORT),
      protocol: 'TCP',
    };
    new k8s.KubeService(this, `${name}.service`, {
      metadata: this.labelled(name),
      spec: { type: 'ClusterIP', clusterIp: 'None', selector: selectorLabels(this.model, name), ports: [port] },
    });
    const { monitoring } = this.model.environment;
    if (monitoring?.kind !== 'operator') return;
    new ServiceMonitor(this, `${name}.monitor`, {
      metadata: this.meta(name, { labels: { ...commonLabels(this.model), ...monitoring.labels } }),
      spec: {
        endpoints: [{ port: LOGS_PORT, path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
        selector: { matchLabels: selectorLabels(this.model, name) },
      },
    });
  }

  private dataSource(): void {
    const { application, environment } = this.model;
    const name = `Logs of ${application.name} ${environment.name}`;
    const url = `http://${LOKI}.${environment.namespace}.svc:${LOKI_PORT}`;
    const source = { name, type: 'loki', access: 'proxy', url };
    new k8s.KubeConfigMap(this, `${LOKI}.data-source`, {
      metadata: this.meta('data-source-logs', { labels: { ...commonLabels(this.model), ...DATA_SOURCE_LABEL } }),
      data: {
        [`${application.name}-${environment.name}.yaml`]: Yaml.stringify({ apiVersion: 1, datasources: [source] }),
      },
    });
  }

  private policies(): void {
    const namespace = this.model.environment.monitoring?.namespace ?? '';
    const watchers = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
    const pods = (name: Name): k8s.NetworkPolicyPeer => ({
      podSelector: { matchLabels: selectorLabels(this.model, name) },
    });
    this.policy(LOKI, { ingress: [{ from: [watchers, pods(ALLOY)], ports: [tcp(LOKI_PORT)] }] });
    this.policy(ALLOY, {
      ingress: [{ from: [watchers], ports: [tcp(ALLOY_PORT)] }],
      egress: [
        { to: [pods(LOKI)], ports: [tcp(LOKI_PORT)] },
        {
          to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [METADATA] } }, { ipBlock: { cidr: '::/0' } }],
          ports: API_SERVER_PORTS.map(tcp),
        },
      ],
    });
  }

  private policy(name: Name, ways: Pick<k8s.NetworkPolicySpec, 'ingress' | 'egress'>): void {
    const podSelector = { matchLabels: selectorLabels(this.model, name) };
    new k8s.KubeNetworkPolicy(this, `${name}.policy`, {
      metadata: this.meta(name),
      spec: { podSelector, policyTypes: ['Ingress', 'Egress'], ...ways },
    });
  }

  private file(name: Name, data: Readonly<Record<string, string>>): string {
    const metadata = this.labelled(name, undefined, hashedName(`${name}-config`, data));
    addConfigMap(this, `${name}.config`, { metadata, data });
    return metadata.name;
  }

  /** For a Prometheus that finds pods by annotations. */
  private scraped(name: Name): Pick<k8s.ObjectMeta, 'annotations'> {
    const annotations = {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': String(PORTS[name]),
      'prometheus.io/path': '/metrics',
    };
    return this.model.environment.monitoring?.kind === 'annotations' ? { annotations } : {};
  }

  private labelled(workload: Name, version?: string, name: string = workload): ObjectMetadata {
    return this.meta(name, { labels: workloadLabels(this.model, { name: workload, role: 'logs', version }) });
  }
}

function tcp(number: number): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(number), protocol: 'TCP' };
}
