import { describe, expect, test } from '@jest/globals';
import { buildObjects } from '../../charts/build';
import { loadOrThrow } from '../../model/load/load';
import { memoryProject } from '../support/project';
import type { AnyObject } from '../support/projects';

/** What charts add to the name of a component, or give to objects of the whole namespace. */
const WORDS = ['service', 'autoscaler', 'disruption', 'claim', 'account', 'env', 'config', 'init', 'passwd', 'data'];
const ALONE = ['quota', 'limits', 'limit-range', 'namespace', 'network-policy', 'secrets', 'edge', 'workloads'];

function build(components: Readonly<Record<string, unknown>>, rest: object = {}, environment = ''): AnyObject[] {
  const app = { name: 'shop', components, ...rest };
  const files = { 'app.yaml': JSON.stringify(app), 'envs/test.yaml': environment };
  return loadOrThrow(memoryProject(files)).environments.flatMap(({ model }) => buildObjects(model));
}

function namesOf(objects: readonly AnyObject[], wanted: string): string[] {
  return objects.filter(({ kind }) => kind === wanted).map(({ metadata }) => metadata.name);
}

const web = {
  kind: 'web',
  image: 'shop/web:1',
  ports: { http: 8080 },
  health: { readiness: { http: { path: '/' } } },
  environment: { A: 'b' },
};
const postgres = { engine: 'postgres', image: 'postgres:15', database: 'shop', user: 'shop' };

describe('names that look like those of other objects', () => {
  const names = ['api', ...ALONE, ...WORDS.flatMap((word) => [word, `${word}-api`, `api-${word}`])];

  test('are those of components like any other', () => {
    const objects = build(Object.fromEntries(names.map((name) => [name, web])), { backingServices: { db: postgres } });
    const ids = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(ids).toEqual([...new Set(ids)]);
    for (const kind of ['Deployment', 'Service', 'ServiceAccount', 'NetworkPolicy'])
      expect(namesOf(objects, kind)).toEqual(expect.arrayContaining(names));
  });

  test('are those of backing services too', () => {
    const services = Object.fromEntries(
      ['db', 'service-db', 'account-db', 'db-passwd'].map((name) => [name, postgres]),
    );
    const objects = build({ web }, { backingServices: services });
    const ids = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(ids).toEqual([...new Set(ids)]);
    expect(namesOf(objects, 'StatefulSet').sort()).toEqual(Object.keys(services).sort());
  });
});

describe('volumes of a component', () => {
  const own = { path: '/own', size: '1Gi' };
  const shared = { path: '/shared', size: '2Gi', accessMode: 'ReadWriteMany' };
  test.each([
    ['its own', { own }, 'StatefulSet', ['own'], []],
    ['shared', { shared }, 'Deployment', [], ['web-shared']],
    ['both', { own, shared }, 'StatefulSet', ['own'], ['web-shared']],
  ])('%s', (_title, volumes, kind, templates, claims) => {
    const objects = build({ web: { ...web, volumes } });
    const workload = objects.find((each) => each.kind === kind);
    const { volumes: inPod = [], containers } = workload.spec.template.spec;
    expect((workload.spec.volumeClaimTemplates ?? []).map((each: AnyObject) => each.metadata.name)).toEqual(templates);
    expect(inPod.map((each: AnyObject) => each.persistentVolumeClaim.claimName)).toEqual(claims);
    expect(namesOf(objects, 'PersistentVolumeClaim')).toEqual(claims);
    expect(containers[0].volumeMounts.map((each: AnyObject) => each.name)).toEqual(Object.keys(volumes));
  });

  test('a StatefulSet that listens on nothing has its Service all the same, without ports', () => {
    const objects = build({ keeper: { kind: 'worker', image: 'shop/keeper:1', volumes: { own } } });
    const service = objects.find(({ kind }) => kind === 'Service');
    expect(service.metadata.name).toBe(objects.find(({ kind }) => kind === 'StatefulSet').spec.serviceName);
    expect(service.spec).toEqual({ type: 'ClusterIP', clusterIP: 'None', selector: expect.any(Object) });
  });

  test('what is shared is counted once, what is not for each pod', () => {
    const objects = build({ web: { ...web, volumes: { own, shared } } }, {}, 'quota: {}\n');
    expect(objects.find(({ kind }) => kind === 'ResourceQuota').spec.hard).toMatchObject({
      persistentvolumeclaims: '2',
      'requests.storage': '3Gi',
    });
  });
});
