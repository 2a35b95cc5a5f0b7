import { expect, test } from '@jest/globals';
import type { Model } from '../../../model/model';
import { withPlacesOfServices } from '../../../model/resolve/places-of-services';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  api:
    kind: worker
    image: shop/api:1
    needs: [cache, db]
    environment:
      WRITE: "\${cache.host}"
      READ: "\${cache.readHost}"
      DATABASE: "\${db.readHost}"
      PASSWORD: "\${cache.password}"
  other: { kind: worker, image: "shop/other:1" }
backingServices:
  cache: { engine: redis, image: "redis:7", userId: 20998, maxmemoryPolicy: allkeys-lru }
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
`;

function modelOf(environment: string): Model {
  const { environments, issues } = loadTexts(APP, environment);
  const [loaded] = environments;
  if (loaded === undefined || issues.some(({ severity }) => severity === 'error'))
    throw new Error(issues.map(({ message }) => message).join('\n'));
  return loaded.model;
}

const named = ({ components }: Model, name: string) => components.find((component) => component.name === name);

function text(model: Model, name: string): string | undefined {
  const value = named(model, 'api')?.variables.find((variable) => variable.name === name)?.value;
  return value?.kind === 'literal' ? value.text : undefined;
}

test('replicas are a component of the image, user and limits of the primary, which reads its password as a file', () => {
  const model = modelOf(
    'backingServices: { cache: { replicas: 3, resources: { limits: { cpu: 1, memory: 1Gi } } } }\n',
  );
  const cache = model.backingServices.find(({ name }) => name === 'cache');
  if (cache?.hosting.mode !== 'builtin') throw new Error('the cache is builtin');
  const { image, resources, userId } = cache.hosting;
  const replica = named(model, 'cache-replica');
  expect(replica).toMatchObject({
    kind: 'worker',
    image,
    resources,
    user: userId,
    replicas: 3,
    volumes: [],
    ports: [{ name: 'redis', number: 6379 }],
    needs: [{ name: 'cache', kind: 'backingService' }],
    variables: [
      { name: 'MAXMEMORY', value: { text: String(0.75 * 2 ** 30) } },
      { name: 'MAXMEMORY_POLICY', value: { text: 'allkeys-lru' } },
      { name: 'PASSWORD_FILE', value: { kind: 'secret', secret: 'cache', key: 'password', as: 'file' } },
      { name: 'PRIMARY_HOST', value: { text: 'cache' } },
      { name: 'PRIMARY_PORT', value: { text: '6379' } },
    ],
  });
  expect(replica?.health?.readiness.action).toMatchObject({
    command: expect.arrayContaining([expect.stringContaining('master_link_status:up')]),
  });
});

test('readHost is the Service of the replicas, and the host where there are none', () => {
  const replicated = modelOf('backingServices: { cache: { replicas: 1 } }\n');
  expect([text(replicated, 'READ'), text(replicated, 'WRITE')]).toEqual(['cache-replica', 'cache']);
  expect(text(replicated, 'DATABASE')).toBe('db');
  expect(text(modelOf('description: none\n'), 'READ')).toBe('cache');
  const outside = 'backingServices: { cache: { mode: external, host: c.example, secret: { name: c } } }\n';
  expect(text(modelOf(outside), 'READ')).toBe('c.example');
});

test('whoever needs the Redis reaches its replicas; what watches it and what does not need it do not', () => {
  const model = modelOf('backingServices: { cache: { replicas: 1 } }\nmonitoring: { kind: operator }\n');
  const needs = (name: string) => named(model, name)?.needs.map((need) => need.name);
  expect(needs('api')).toEqual(['cache', 'db', 'cache-replica']);
  expect(needs('cache-exporter')).toEqual(['cache']);
  expect(needs('other')).toEqual([]);
});

test('there is no such component without replicas', () => {
  const model = modelOf('backingServices: { cache: { replicas: 0 } }\n');
  expect(model.components.map(({ name }) => name)).toEqual(['api', 'other']);
});

test('replicas run where the primary is placed', () => {
  const { components } = modelOf('backingServices: { cache: { replicas: 1 } }\n');
  expect(withPlacesOfServices({ cache: 'compose' }, components)).toEqual({
    cache: 'compose',
    'cache-replica': 'compose',
  });
});
