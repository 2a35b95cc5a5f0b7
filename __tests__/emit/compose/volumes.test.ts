import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { emitCompose } from '../../../emit/compose/compose';
import { loadOrThrow } from '../../../model/load/load';
import { memoryProject } from '../../support/project';
import type { AnyObject } from '../../support/projects';

const APP = `name: shop
components:
  web:
    kind: web
    image: distroless/web:1
    ports: { http: 8080 }
    user: 20001
    needs: [db]
    volumes: { drafts: { path: /bin, size: 1Gi } }
    health: { readiness: { http: { path: / } } }
backingServices: { db: { engine: postgres, image: "postgres:17", database: shop, user: shop } }
`;

function servicesOf(environment: string): Record<string, AnyObject> {
  const [loaded] = loadOrThrow(memoryProject({ 'app.yaml': APP, 'envs/test.yaml': environment })).environments;
  if (loaded === undefined) throw new Error('there is no environment');
  const file = emitCompose(loaded.model).find(({ path }) => path.endsWith('/compose.yaml'));
  return (load(file?.content ?? '') as AnyObject).services;
}

test('volumes of a component get their owner from a helper, whatever its image lacks and wherever it mounts them', () => {
  const services = servicesOf('');
  expect(services['web-volumes']).toMatchObject({
    image: 'busybox:1.37',
    pull_policy: 'missing',
    entrypoint: ['chown', '20001:20001', '/volumes/drafts'],
    volumes: [{ type: 'volume', source: 'web-drafts', target: '/volumes/drafts' }],
  });
  expect(services.web.depends_on['web-volumes']).toEqual({ condition: 'service_completed_successfully' });
  expect(services.web.volumes).toEqual([{ type: 'volume', source: 'web-drafts', target: '/bin' }]);
});

test('the helper may come from another registry, and a backing service has its own', () => {
  const services = servicesOf('compose: { images: { volumes: "mirror.example/busybox:1" } }');
  expect(services['web-volumes'].image).toBe('mirror.example/busybox:1');
  expect(services['db-volumes'].image).toBe('postgres:17');
});
