import { MONITORING } from '../../model/derive/compose-networks';
import { measuredComponents } from '../../model/derive/reached';
import type { Model } from '../../model/model';
import { toYaml } from '../yaml';
import type { NetworkPlan } from './networks';
import { secretSource } from './secret-files';
import { deployOf, escapeVariables, HARDENED, type Service, scratch } from './service';

export const MONITORING_PROFILE = 'monitoring';
/** Secret with the password of Grafana's administrator, which only Compose has. */
export const GRAFANA_SECRET = { name: 'grafana', key: 'admin-password' } as const;
/** Users of the images (prom/prometheus: nobody; grafana/grafana: grafana). */
export const PROMETHEUS_USER = 65534;
export const GRAFANA_USER = 472;
const DEFAULT_RETENTION_DAYS = 15;

const SMALL = { limits: { cpuMillicores: 500, memoryBytes: 512 * 2 ** 20 } };

function local(target: number, published: number): object {
  return { target, published: String(published), host_ip: '127.0.0.1', protocol: 'tcp' };
}

export function prometheusService(model: Model, plan: NetworkPlan): Service {
  const { compose, logs } = model.environment;
  return escapeVariables<Service>({
    image: compose.images.prometheus.text,
    command: [
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      `--storage.tsdb.retention.time=${logs?.retentionDays ?? DEFAULT_RETENTION_DAYS}d`,
    ],
    user: `${PROMETHEUS_USER}:${PROMETHEUS_USER}`,
    ...HARDENED,
    restart: 'unless-stopped',
    stop_grace_period: '60s',
    profiles: [MONITORING_PROFILE],
    configs: [{ source: 'prometheus-prometheus.yml', target: '/etc/prometheus/prometheus.yml' }],
    volumes: [{ type: 'volume', source: 'prometheus-data', target: '/prometheus' }],
    ports: [local(9090, compose.ports.prometheus)],
    networks: plan.of.get('prometheus') ?? [MONITORING],
    depends_on: { 'prometheus-volumes': { condition: 'service_completed_successfully' } },
    healthcheck: {
      test: ['CMD', 'wget', '-q', '-T', '3', '-O', '/dev/null', 'http://127.0.0.1:9090/-/ready'],
      interval: '10s',
      timeout: '3s',
      retries: 3,
      start_period: '60s',
    },
    deploy: deployOf(SMALL),
  });
}

export function grafanaService(model: Model): Service {
  const { compose } = model.environment;
  const password = `/run/secrets/${GRAFANA_SECRET.name}/${GRAFANA_SECRET.key}`;
  return escapeVariables<Service>({
    image: compose.images.grafana.text,
    user: `${GRAFANA_USER}:${GRAFANA_USER}`,
    ...HARDENED,
    restart: 'unless-stopped',
    stop_grace_period: '30s',
    profiles: [MONITORING_PROFILE],
    environment: {
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_SECURITY_ADMIN_PASSWORD__FILE: password,
      GF_USERS_ALLOW_SIGN_UP: 'false',
    },
    secrets: [{ source: secretSource(GRAFANA_SECRET.name, GRAFANA_SECRET.key), target: password }],
    configs: [
      { source: 'grafana-datasources.yaml', target: '/etc/grafana/provisioning/datasources/datasources.yaml' },
      { source: 'grafana-dashboards.yaml', target: '/etc/grafana/provisioning/dashboards/dashboards.yaml' },
      { source: 'grafana-targets.json', target: '/etc/grafana/dashboards/targets.json' },
    ],
    volumes: [{ type: 'volume', source: 'grafana-data', target: '/var/lib/grafana' }],
    tmpfs: scratch(['/tmp'], GRAFANA_USER),
    ports: [local(3000, compose.ports.grafana)],
    networks: [MONITORING],
    depends_on: {
      'grafana-volumes': { condition: 'service_completed_successfully' },
      prometheus: { condition: 'service_healthy' },
    },
    healthcheck: {
      test: ['CMD', 'wget', '-q', '-T', '3', '-O', '/dev/null', 'http://127.0.0.1:3000/api/health'],
      interval: '10s',
      timeout: '3s',
      retries: 3,
      start_period: '120s',
    },
    deploy: deployOf(SMALL),
  });
}

/** Files of Prometheus and Grafana, by path below the folder of the environment. */
export function monitoringFiles(model: Model): Record<string, string> {
  const jobs = measuredComponents(model).map(({ name, port }) => ({
    job_name: name,
    // Every container of a service answers to its name, each with an address of its own.
    dns_sd_configs: [{ names: [name], type: 'A', port, refresh_interval: '30s' }],
  }));
  return {
    'prometheus/prometheus.yml': toYaml({
      global: { scrape_interval: '30s', scrape_timeout: '10s', external_labels: labels(model) },
      scrape_configs: [{ job_name: 'prometheus', static_configs: [{ targets: ['127.0.0.1:9090'] }] }, ...jobs],
    }),
    'grafana/datasources.yaml': toYaml({
      apiVersion: 1,
      datasources: [
        { name: 'Prometheus', type: 'prometheus', uid: 'prometheus', url: 'http://prometheus:9090', isDefault: true },
      ],
    }),
    'grafana/dashboards.yaml': toYaml({
      apiVersion: 1,
      providers: [{ name: 'files', type: 'file', options: { path: '/etc/grafana/dashboards' } }],
    }),
    'grafana/targets.json': `${JSON.stringify(targetsDashboard(model), undefined, 2)}\n`,
  };
}

function labels(model: Model): Record<string, string> {
  return { application: model.application.name, environment: model.environment.name };
}

/** A dashboard with what Prometheus reaches. */
function targetsDashboard(model: Model): object {
  return {
    uid: 'targets',
    title: `Targets of ${model.application.name}`,
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'Targets that answer',
        datasource: { type: 'prometheus', uid: 'prometheus' },
        gridPos: { x: 0, y: 0, w: 24, h: 9 },
        targets: [{ refId: 'A', expr: 'up', legendFormat: '{{job}} {{instance}}' }],
      },
    ],
  };
}
