import { MONITORING } from '../../model/derive/compose-networks';
import type { Model } from '../../model/model';
import { configName } from './backing-service';
import { dashboardFiles } from './monitoring-files';
import type { NetworkPlan } from './networks';
import { MONITORING_PROFILE } from './profiles';
import { secretSource } from './secret-files';
import { deployOf, escapeVariables, HARDENED, type Service, scratch } from './service';

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
    configs: prometheusConfigs(model),
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
      ...dashboardConfigs(model),
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

function prometheusConfigs(model: Model): NonNullable<Service['configs']> {
  const files = ['prometheus.yml', ...(model.environment.monitoring === undefined ? [] : ['rules.yml'])];
  return files.map((file) => ({ source: configName(`prometheus/${file}`), target: `/etc/prometheus/${file}` }));
}

function dashboardConfigs(model: Model): NonNullable<Service['configs']> {
  return dashboardFiles(model).map(({ path, name }) => ({
    source: configName(path),
    target: `/etc/grafana/dashboards/${name}.json`,
  }));
}
