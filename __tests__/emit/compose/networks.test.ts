import { expect, test } from '@jest/globals';
import { type NetworkPlan, planNetworks } from '../../../emit/compose/networks';
import { loadOrThrow } from '../../../model/load/load';
import { cidr, contains, overlaps } from '../../../model/schema/scalars/cidr';
import { memoryProject } from '../../support/project';

const app = `name: shop
components:
  api: { kind: web, image: "shop/api:1", needs: [db], ports: { http: 8080, metrics: 9100 }, health: { readiness: { http: { path: / } } } }
  site: { kind: web, image: "shop/site:1", needs: [api], ports: { http: 8081 }, health: { readiness: { http: { path: / } } } }
  alone: { kind: worker, image: "shop/alone:1" }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
`;

function planOf(environment: string): NetworkPlan {
  const [loaded] = loadOrThrow(memoryProject({ 'app.yaml': app, 'envs/test.yaml': environment })).environments;
  if (loaded === undefined) throw new Error('no environment');
  return planNetworks(loaded.model);
}

test('only who needs somebody shares a network with it', () => {
  const { of } = planOf('');
  expect(Object.fromEntries(of)).toEqual({
    api: ['api.outside', 'api.to.db', 'prometheus.to.api', 'site.to.api'],
    db: ['api.to.db'],
    grafana: ['monitoring'],
    prometheus: ['monitoring', 'prometheus.to.api'],
    site: ['site.outside', 'site.to.api'],
  });
});

test('a network leads outside only where something is reached from there', () => {
  const { networks } = planOf('');
  expect(networks.filter(({ internal }) => !internal).map(({ name }) => name)).toEqual([
    'api.outside',
    'monitoring',
    'site.outside',
  ]);
});

test.each(['10.9.0.0/16', '10.9.0.0/24', '10.9.0.0/25'])('the networks are parts of %s, side by side', (whole) => {
  const { networks } = planOf(`compose: { subnet: ${whole} }\n`);
  const subnets = networks.map(({ subnet }) => cidr.parse(subnet));
  expect(subnets).toHaveLength(6);
  for (const [index, subnet] of subnets.entries()) {
    expect(contains(cidr.parse(whole), subnet)).toBe(true);
    for (const other of subnets.slice(0, index)) expect(overlaps(other, subnet)).toBe(false);
  }
});
