import { type RuleCase, WEB } from './rule-case';

const APP = 'name: shop\ncomponents:\n  api: { kind: worker, image: "shop/api:1" }\n';
const MONITORED = 'monitoring: { kind: operator }\n';

export const OPERATIONS_CASES: readonly RuleCase[] = [
  {
    rule: 'log-store',
    name: 'logs that nobody watches',
    app: APP,
    environment: 'logs: { retentionDays: 7, loki: {} }\n',
    at: 'envs/test.yaml:1:33',
    path: 'logs.loki',
    message: 'it needs `monitoring` beside `logs`',
    mend: { file: 'environment', from: 'loki: {} }\n', to: `loki: {} }\n${MONITORED}` },
  },
  {
    rule: 'log-store',
    name: 'a component with the name of the store',
    app: APP.replace('api:', 'loki:'),
    environment: `logs: { retentionDays: 7, loki: {} }\n${MONITORED}`,
    at: 'app.yaml:3:3',
    path: 'components.loki',
    message: 'logs.loki makes a workload of the name loki',
    mend: { file: 'app', from: '  loki:', to: '  api:' },
  },
  {
    rule: 'slo-bucket',
    name: 'an objective between two buckets',
    app: `${WEB}    route: { host: www }\n    slo: { availability: 99, latency: { seconds: 0.5, objective: 95 }, measuredAt: edge }\n`,
    environment: 'domain: shop.org\nedge: { kind: ingress, className: traefik, tls: { issuer: le } }\n',
    at: 'app.yaml:9:50',
    path: 'components.web.slo.latency.seconds',
    message: 'traefik_service_request_duration_seconds has no bucket of 0.5 seconds by default',
    mend: { file: 'app', from: 'seconds: 0.5', to: 'seconds: 1.2' },
  },
];
