import { describe, expect, test } from '@jest/globals';
import { buildObjects } from '../../charts/build';
import { loadOrThrow } from '../../model/load/load';
import { memoryProject } from '../support/project';
import type { AnyObject } from '../support/projects';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    needs: [db, cache]
    environment: { DB: "\${db.host}", DB_PASSWORD: "\${db.password}", CACHE: "\${cache.host}", LEVEL: info }
  other:
    kind: worker
    image: shop/other:1
    environment: { LEVEL: info }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop, initScripts: [init.sql] }
  cache: { engine: redis, image: "redis:7" }
`;

const SQL = 'CREATE SCHEMA shop;\n';

/** The ConfigMaps that each workload refers to, by the workload's name. */
function references(app: string, sql = SQL): Record<string, string[]> {
  const project = memoryProject({ 'app.yaml': app, 'init.sql': sql, 'envs/test.yaml': '' });
  const objects: AnyObject[] = loadOrThrow(project).environments.flatMap(({ model }) => buildObjects(model));
  const maps = objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
  const found = objects
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(({ metadata, spec }) => {
      const [container] = spec.template.spec.containers;
      const variables = (container.envFrom ?? []).map((each: AnyObject) => each.configMapRef.name);
      const volumes = (spec.template.spec.volumes ?? []).flatMap((each: AnyObject) => each.configMap?.name ?? []);
      return [metadata.name, [...variables, ...volumes]] as const;
    });
  // No ConfigMap is left over, and none is missing.
  expect(found.flatMap(([, names]) => names).sort()).toEqual(maps.sort());
  return Object.fromEntries(found);
}

describe('a ConfigMap has a new name once its content is another', () => {
  const before = references(APP);
  const moved = APP.replace('DB: "${db.host}", ', '').replace('LEVEL: info }', 'LEVEL: info, DB: "${db.host}" }');
  test.each([
    ['a variable of one component', APP.replace('LEVEL: info }\n  other', 'LEVEL: debug }\n  other'), SQL, ['web']],
    ['a variable of the other', APP.replace('LEVEL: info }\nbacking', 'LEVEL: debug }\nbacking'), SQL, ['other']],
    ['a policy of Redis', APP.replace('"redis:7"', '"redis:7", maxmemoryPolicy: allkeys-lru'), SQL, ['cache']],
    ['the user of a database', APP.replace('user: shop', 'user: shop, userId: 20001'), SQL, ['db']],
    ['an init script', APP, `${SQL}-- more\n`, ['db']],
    ['the tag of an image', APP.replace('web:1', 'web:2'), SQL, []],
    ['the order of variables', moved, SQL, []],
  ])('%s', (_title, app, sql, changed) => {
    const after = references(app, sql);
    expect(Object.keys(after).filter((name) => `${after[name]}` !== `${before[name]}`)).toEqual(changed);
  });
});

test('a component without literals has no ConfigMap', () => {
  expect(references(APP.replace('    environment: { LEVEL: info }\n', '')).other).toEqual([]);
});
