import { describe, expect, test } from '@jest/globals';
import { allLosses } from '../../emit/synth';
import type { Model } from '../../model/model';
import { ruleGroups } from '../../monitoring/groups';
import { loadTexts } from '../support/project';
import { PROMTOOL, testRules, withPromtool } from './promtool';

const APP = `name: shop
components:
  api:
    kind: web
    image: shop/api:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    route: { host: www }
    slo: { availability: 99.9, latency: { seconds: 5, objective: 95 }, measuredAt: edge }
`;

function modelOf(edge: string): Model {
  const text = `domain: shop.test\nnamespace: shop--live\nedge: ${edge}\nmonitoring: { kind: operator }\n`;
  const [environment] = loadTexts(APP, text).environments;
  if (environment === undefined) throw new Error('the project is not valid');
  return environment.model;
}

const CONTROLLERS = {
  traefik: {
    edge: '{ kind: ingress, className: traefik, tls: { issuer: x } }',
    name: 'traefik_service_request_duration_seconds',
    status: 'code',
  },
  nginx: {
    edge: '{ kind: ingress, className: nginx, tls: { issuer: x } }',
    name: 'nginx_ingress_controller_request_duration_seconds',
    status: 'status',
  },
} as const;

type Controller = keyof typeof CONTROLLERS;

interface Labels {
  readonly controller: Controller;
  /** Of requests of our component, and of others that are as near as they can be. */
  readonly own: string;
  readonly other: string;
}

/** As Prometheus keeps what the controllers give: told to honour labels or asking a pod, and by a ServiceMonitor that is not. */
const KEPT: Readonly<Record<string, Labels>> = {
  'Traefik, labels honoured': {
    controller: 'traefik',
    own: 'service="shop-live-api-http@kubernetes",namespace="traefik"',
    other: 'service="other-live-api-http@kubernetes",namespace="traefik"',
  },
  'Traefik, labels renamed': {
    controller: 'traefik',
    own: 'exported_service="shop-live-api-http@kubernetes",service="traefik",namespace="traefik"',
    other: 'exported_service="other-live-api-http@kubernetes",service="traefik",namespace="traefik"',
  },
  'ingress-nginx, labels honoured': {
    controller: 'nginx',
    own: 'host="www.shop.test",ingress="api",namespace="shop--live",service="api"',
    other: 'host="www.shop.test",ingress="api",namespace="other",service="api"',
  },
  'ingress-nginx, labels renamed': {
    controller: 'nginx',
    own: 'host="www.shop.test",ingress="api",namespace="ingress-nginx",exported_namespace="shop--live"',
    other: 'host="www.shop.test",ingress="api",namespace="ingress-nginx",exported_namespace="other"',
  },
  'ingress-nginx in the namespace of the environment, labels renamed': {
    controller: 'nginx',
    own: 'host="www.shop.test",ingress="api",namespace="shop--live",exported_namespace="shop--live"',
    other: 'host="www.shop.test",ingress="api",namespace="shop--live",exported_namespace="other"',
  },
  'ingress-nginx, another component at the same host': {
    controller: 'nginx',
    own: 'host="www.shop.test",ingress="api",namespace="shop--live",path="/"',
    other: 'host="www.shop.test",ingress="admin",namespace="shop--live",path="/admin"',
  },
};

/** What is bad of 100 requests in a minute, and how the bucket of five seconds is written. */
interface Requests {
  readonly errors: number;
  readonly slow: number;
  readonly le: string;
}

/** Requests of three hours, and as many failing ones of another service. */
function series({ controller, own, other }: Labels, { errors, slow, le }: Requests): object[] {
  const { name, status } = CONTROLLERS[controller];
  const of = (suffix: string, more: string, values: string) => ({
    series: `${name}_${suffix}{${own},${more}}`,
    values,
  });
  return [
    of('count', `${status}="200"`, `0+${100 - errors}x180`),
    of('count', `${status}="502"`, `0+${errors}x180`),
    of('bucket', `${status}="200",le="${le}"`, `0+${100 - slow}x180`),
    { series: `${name}_count{${other},${status}="502"}`, values: '0+100x180' },
  ];
}

withPromtool(PROMTOOL, () => {
  function firing(controller: Controller, input: readonly object[], alerts: readonly string[]): Promise<string> {
    const all = ruleGroups(modelOf(CONTROLLERS[controller].edge), 'cluster');
    const groups = all.filter(({ name }) => /-(recordings|slo)$/.test(name));
    const expr = 'ALERTS{alertname=~".*BudgetBurnsFast",alertstate="firing"}';
    const count = { expr: `count by (alertname) (${expr})`, eval_time: '2h' };
    const samples = alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 }));
    const tests = [{ interval: '1m', input_series: input, promql_expr_test: [{ ...count, exp_samples: samples }] }];
    return testRules(groups, tests);
  }

  describe.each(Object.entries(KEPT))('%s', (_title, labels) => {
    const { controller } = labels;

    test('server errors that users get spend the budget', async () => {
      const input = series(labels, { errors: 2, slow: 0, le: '5' });
      expect(await firing(controller, input, ['ErrorBudgetBurnsFast'])).toBe('SUCCESS');
    });

    test.each(['5', '5.0'])('slow answers do as well, with the bucket written as %s', async (le) => {
      const input = series(labels, { errors: 0, slow: 80, le });
      expect(await firing(controller, input, ['LatencyBudgetBurnsFast'])).toBe('SUCCESS');
    });

    test('those of other services do not', async () => {
      expect(await firing(controller, series(labels, { errors: 0, slow: 0, le: '5' }), [])).toBe('SUCCESS');
    });
  });
});

test.each([
  ['{ kind: none }'],
  ['{ kind: gateway, gateway: { name: public } }'],
  ['{ kind: ingress, className: haproxy, tls: { issuer: x } }'],
])('with the edge %s nothing measures it, and the losses say so', (edge) => {
  const model = modelOf(edge);
  const rules = ruleGroups(model, 'cluster').flatMap((group) => group.rules);
  expect(rules.filter((rule) => 'record' in rule || rule.alert.includes('BudgetBurns'))).toEqual([]);
  expect(
    allLosses([model])
      .filter(({ path }) => path === 'components.api.slo')
      .map(({ method }) => method),
  ).toContain('kubernetes');
});
