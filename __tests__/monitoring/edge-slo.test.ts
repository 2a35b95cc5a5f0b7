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
    labels: 'service="shop-live-api-http@kubernetes"',
    status: 'code',
  },
  nginx: {
    edge: '{ kind: ingress, className: nginx, tls: { issuer: x } }',
    name: 'nginx_ingress_controller_request_duration_seconds',
    labels: 'host="www.shop.test",namespace="ingress-nginx"',
    status: 'status',
  },
} as const;

type Controller = keyof typeof CONTROLLERS;

/** Requests of three hours: `errors` and `slow` of 100 in a minute, and as many good ones of another service. */
function series(controller: Controller, errors: number, slow: number, le: string): object[] {
  const { name, labels, status } = CONTROLLERS[controller];
  const of = (suffix: string, more: string, values: string) => ({
    series: `${name}_${suffix}{${labels},${more}}`,
    values,
  });
  const other = labels.replace(/shop/g, 'other');
  return [
    of('count', `${status}="200"`, `0+${100 - errors}x180`),
    of('count', `${status}="502"`, `0+${errors}x180`),
    of('bucket', `${status}="200",le="${le}"`, `0+${100 - slow}x180`),
    { series: `${name}_count{${other},${status}="502"}`, values: '0+100x180' },
  ];
}

withPromtool(PROMTOOL, () => {
  function firing(controller: Controller, input: readonly object[], alerts: readonly string[]): Promise<string> {
    const groups = ruleGroups(modelOf(CONTROLLERS[controller].edge), 'cluster');
    const expr = 'ALERTS{alertname=~".*BudgetBurnsFast",alertstate="firing"}';
    const count = { expr: `count by (alertname) (${expr})`, eval_time: '2h' };
    const samples = alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 }));
    const tests = [{ interval: '1m', input_series: input, promql_expr_test: [{ ...count, exp_samples: samples }] }];
    return testRules(groups, tests);
  }

  describe.each(Object.keys(CONTROLLERS) as Controller[])('%s', (controller) => {
    test('server errors that users get spend the budget', async () => {
      expect(await firing(controller, series(controller, 2, 0, '5'), ['ErrorBudgetBurnsFast'])).toBe('SUCCESS');
    });

    test.each(['5', '5.0'])('slow answers do as well, with the bucket written as %s', async (le) => {
      expect(await firing(controller, series(controller, 0, 80, le), ['LatencyBudgetBurnsFast'])).toBe('SUCCESS');
    });

    test('those of other services do not', async () => {
      expect(await firing(controller, series(controller, 0, 0, '5'), [])).toBe('SUCCESS');
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
