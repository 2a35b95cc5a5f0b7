import { describe, expect, test } from '@jest/globals';
import { buildObjects } from '../../charts/build';
import { loadTexts } from '../support/project';
import type { AnyObject } from '../support/projects';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    needs: [db]
    environment: { DB: "\${db.host}", PASSWORD: "\${db.password}" }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
secrets:
  objects: { keys: { id: { generate: false }, key: { generate: false } } }
`;

function objectsOf(cnpg: string, more = ''): readonly AnyObject[] {
  const { environments, issues } = loadTexts(APP, `backingServices:\n  db: { cnpg: ${cnpg} }\n${more}`);
  const [loaded] = environments;
  if (loaded === undefined || issues.some(({ severity }) => severity === 'error')) throw new Error(issues[0]?.message);
  return buildObjects(loaded.model) as readonly AnyObject[];
}

function one(objects: readonly AnyObject[], kind: string): AnyObject {
  const found = objects.filter((object) => object.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

function backup(more: string): string {
  return `{ backup: { destinationPath: "s3://shop/db", credentials: { secret: objects, accessKeyId: id, secretAccessKey: key }${more} } }`;
}

describe('objects of CloudNativePG', () => {
  test('take the place of the StatefulSet and its Service', () => {
    const objects = objectsOf('{}');
    expect(objects.filter(({ kind }) => kind === 'StatefulSet')).toEqual([]);
    expect(objects.filter(({ kind, metadata }) => kind === 'Service' && metadata.name === 'db')).toEqual([]);
    expect(one(objects, 'Cluster').spec).toMatchObject({
      instances: 3,
      imageName: 'ghcr.io/cloudnative-pg/postgresql:15',
      bootstrap: { initdb: { database: 'shop', owner: 'shop', secret: { name: 'db-cnpg' } } },
    });
  });

  test('are kept by every tool that prunes', () => {
    const objects = objectsOf(backup(''));
    for (const kind of ['Cluster', 'ObjectStore', 'ScheduledBackup'])
      expect(one(objects, kind).metadata.annotations).toEqual({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'helm.sh/resource-policy': 'keep',
      });
  });

  test('have no plugin where nothing is backed up', () => {
    const objects = objectsOf('{}');
    expect(one(objects, 'Cluster').spec).not.toHaveProperty('plugins');
    expect(objects.filter(({ kind }) => ['ObjectStore', 'ScheduledBackup'].includes(kind))).toEqual([]);
  });

  test.each([
    ['"30 1 * * *"', '0 30 1 * * *'],
    ['"@daily"', '@daily'],
  ])('the schedule %s has a field for seconds: %s', (written, expected) => {
    expect(one(objectsOf(backup(`, schedule: ${written}`)), 'ScheduledBackup').spec.schedule).toBe(expected);
  });

  test.each([
    ['', [443, 6443]],
    [', endpointURL: "https://objects.test:9000"', [443, 6443, 9000]],
    [', endpointURL: "http://objects.test"', [443, 6443, 80]],
  ])('let instances out to the API server and the object store only (%s)', (endpoint, ports) => {
    const policy = objectsOf(backup(endpoint)).find(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'db-cnpg',
    );
    const rule = policy?.spec.egress.find(({ to }: AnyObject) => to[0].ipBlock !== undefined);
    expect(rule.ports.map(({ port }: AnyObject) => port)).toEqual(ports);
  });

  test('a PodMonitor is there for the Prometheus Operator only', () => {
    const operator = objectsOf('{}', 'monitoring: { kind: operator, labels: { release: prometheus } }\n');
    expect(one(operator, 'PodMonitor')).toMatchObject({
      metadata: { labels: { release: 'prometheus' } },
      spec: { selector: { matchLabels: { 'cnpg.io/cluster': 'db' } }, podMetricsEndpoints: [{ port: 'metrics' }] },
    });
    expect(objectsOf('{}', 'monitoring: { kind: annotations }\n').filter(({ kind }) => kind === 'PodMonitor')).toEqual(
      [],
    );
  });
});
