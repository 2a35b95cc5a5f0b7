import { describe, expect, test } from '@jest/globals';
import { namePrefix } from '../../../model/derive/name-prefix';
import { deriveNodePool } from '../../../model/derive/node-pool';
import type { Model } from '../../../model/model';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    needs: [db]
    environment: { DB: "\${db.host}" }
backingServices:
  db: { engine: postgres, image: "postgres:15.4-alpine", database: shop, user: shop }
`;

function modelOf(environment: string, app = APP): Model {
  const { environments, issues } = loadTexts(app, environment);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const model = environments[0]?.model;
  if (!model) throw new Error('there is no model');
  return model;
}

describe('the network', () => {
  test.each([
    ['provider: local', '172.20.0.0/16', 2, 20],
    ['provider: aws', '10.0.0.0/16', 2, 20],
    [
      'provider: aws\ninfrastructure: { availabilityZones: [eu-west-1a, eu-west-1b, eu-west-1c, eu-west-1d] }',
      '10.0.0.0/16',
      4,
      20,
    ],
    [
      'provider: aws\ninfrastructure: { availabilityZones: [eu-west-1a, eu-west-1b, eu-west-1c, eu-west-1d, eu-west-1e, eu-west-1f] }',
      '10.0.0.0/16',
      6,
      21,
    ],
    ['provider: gcp\ninfrastructure: { network: { cidr: 192.168.0.0/20 } }', '192.168.0.0/20', 2, 24],
  ])('%j', (environment, cidr, zones, prefix) => {
    const { network } = modelOf(environment).environment.infrastructure;
    expect(network.cidr.text).toBe(cidr);
    for (const kind of ['publicSubnets', 'privateSubnets', 'databaseSubnets'] as const)
      expect(network[kind].map((subnet) => subnet.prefix)).toEqual(new Array(zones).fill(prefix));
  });
});

describe('the node pool', () => {
  const resources = 'resources: { requests: { cpu: 1, memory: 2Gi }, limits: { cpu: 1, memory: 2Gi } }';

  test.each([
    // 21 pods with the one of a rollout, each of one core, and 100m of the database: 21.1 cores at 1.6 a node.
    [`provider: aws\ncomponents: { web: { replicas: 20, ${resources} } }`, 2, 14],
    [
      `provider: aws\ncomponents: { web: { autoscaling: { minReplicas: 1, maxReplicas: 20, cpu: 70 }, ${resources} } }`,
      2,
      14,
    ],
    // Memory decides: 42 GiB and 128 MiB at 3.2 GiB a node.
    [`provider: linode\ncomponents: { web: { replicas: 20, ${resources} } }`, 2, 14],
    [
      `provider: aws\ninfrastructure: { cluster: { nodeType: big, node: { cpu: 16, memory: 64Gi } } }\ncomponents: { web: { replicas: 20, ${resources} } }`,
      2,
      2,
    ],
    ['provider: aws\ninfrastructure: { cluster: { minNodes: 5 } }', 5, 5],
    ['provider: aws\ninfrastructure: { cluster: { maxNodes: 1 } }', 1, 1],
    ['provider: local', 1, 1],
  ])('%j', (environment, minNodes, maxNodes) => {
    expect(deriveNodePool(modelOf(environment))).toMatchObject({ minNodes, maxNodes });
  });
});

test.each([
  ['postgres:15.4-alpine', '15.4'],
  ['postgres:15', '15'],
  ['postgres:15.4.1', '15.4.1'],
  ['postgres:15rc1', undefined],
  ['postgres:alpine', undefined],
  ['postgres', undefined],
  ['registry.example:5000/postgres:16-bookworm', '16'],
])('the version of %s is %s', (image, version) => {
  const model = modelOf('', APP.replace('postgres:15.4-alpine', image));
  expect(model.backingServices[0]?.version).toBe(version);
});

test('long name prefixes are cut and stay different', () => {
  const of = (application: string, environment: string): string =>
    namePrefix({ application: { name: application }, environment: { name: environment } } as Model);
  const long = 'a-very-long-application-name-of-ours';
  expect(of('shop', 'live')).toBe('shop-live');
  expect(of(long, 'live')).toMatch(/^a-very-long-application-n-[0-9a-f]{6}$/);
  expect(of(long, 'live')).not.toBe(of(long, 'test'));
  expect(of(`${'a'.repeat(24)}-b`, 'live').length).toBeLessThanOrEqual(32);
});
