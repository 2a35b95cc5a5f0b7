import { describe, expect, test } from '@jest/globals';
import { loadProject } from '../../../model/load/load';
import { loadTexts, memoryProject } from '../../support/project';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;

function issues(app: string, environment = '') {
  return loadTexts(app, environment).issues.map(({ code, path, position, allowed, nearest }) => ({
    code,
    path,
    at: `${position?.file}:${position?.line}:${position?.column}`,
    allowed,
    nearest,
  }));
}

describe('one mistake, one issue, at its place', () => {
  test.each([
    ['unknown key', APP.replace('image:', 'imgae:'), '', ['missing-key', 'unknown-key'], 'app.yaml:5:5', 'image'],
    ['unknown kind', APP.replace('kind: web', 'kind: wbe'), '', ['invalid-value'], 'app.yaml:4:11', 'web'],
    ['missing kind', APP.replace('    kind: web\n', ''), '', ['missing-key'], 'app.yaml:3:3', undefined],
    ['bad image', APP.replace('shop/web:1', 'Shop/web:1'), '', ['invalid-value'], 'app.yaml:5:12', 'shop/web:1'],
    ['port too high', APP.replace('8080', '80800'), '', ['invalid-value'], 'app.yaml:6:20', undefined],
    ['bad name', APP.replace('  web:', '  Web:'), '', ['invalid-key'], 'app.yaml:3:3', 'web'],
    [
      'a unit of another tool',
      APP,
      'components: { web: { resources: { limits: { cpu: 1, memory: 512m } } } }\n',
      ['invalid-value'],
      'envs/test.yaml:1:61',
      '512Mi',
    ],
    [
      'an unknown mode',
      `${APP}backingServices:\n  db: { engine: postgres, image: "postgres:15", database: a, user: a }\n`,
      'backingServices: { db: { mode: extern } }\n',
      ['invalid-value'],
      'envs/test.yaml:1:32',
      'external',
    ],
    ['a list for a map', APP, 'components: [web]\n', ['invalid-type'], 'envs/test.yaml:1:13', undefined],
    ['a wrong choice', APP, 'images: { pullPolicy: Allways }\n', ['invalid-value'], 'envs/test.yaml:1:23', 'Always'],
    [
      'a component that is not there',
      APP,
      'components: { wbe: { replicas: 2 } }\n',
      ['unknown-reference'],
      'envs/test.yaml:1:15',
      'web',
    ],
    [
      'a reference that is not there',
      `${APP}    environment: { X: "\${environment.nmae}" }\n`,
      '',
      ['unknown-reference'],
      'app.yaml:8:23',
      'environment.name',
    ],
    [
      'a reference that is not closed',
      `${APP}    environment: { X: "\${environment" }\n`,
      '',
      ['reference-syntax'],
      'app.yaml:8:23',
      undefined,
    ],
    ['a need that is not there', `${APP}    needs: [db]\n`, '', ['unknown-reference'], 'app.yaml:8:13', undefined],
    [
      'a secret that is not there',
      `${APP}    environment: { X: { secret: a, key: b } }\n`,
      '',
      ['unknown-reference'],
      'app.yaml:8:33',
      undefined,
    ],
    [
      'a port that is not there',
      APP.replace('path: /', 'path: /, port: htpt'),
      '',
      ['unknown-port'],
      'app.yaml:7:51',
      'http',
    ],
  ] as const)('%s', (_name, app, environment, codes, at, nearest) => {
    const found = issues(app, environment).filter(({ code }) => code !== 'unused');
    expect(found.map(({ code }) => code)).toEqual(codes.length === 2 ? expect.arrayContaining([...codes]) : codes);
    expect(found).toContainEqual(expect.objectContaining({ at, nearest }));
  });
});

test('a secret cannot be joined with other text', () => {
  const app = `${APP}    needs: [db]\n    environment: { X: "a-\${db.password}" }\nbackingServices:\n  db: { engine: postgres, image: "postgres:15", database: a, user: a }\n`;
  expect(issues(app).map(({ code }) => code)).toEqual(['reference-secret']);
});

test('what refers to a part with an error of its own is not called dangling', () => {
  const app = `${APP.replace('image: shop/web:1', 'image: "!!"')}  api:\n    kind: web\n    image: shop/api:1\n    needs: [web]\n    ports: { http: 8081 }\n    environment: { WEB: "\${components.web.url}" }\n    health: { readiness: { tcp: {} } }\n`;
  expect(issues(app).map(({ code }) => code)).toEqual(['invalid-value']);
});

test('one mistake in a layer that environments share is told once', () => {
  const environments = { 'envs/a.yaml': '', 'envs/b.yaml': '', 'envs/default.yaml': 'kubernetesVersion: "1.20"\n' };
  const { issues: found } = loadProject(memoryProject({ 'app.yaml': APP, ...environments }));
  expect(found.map(({ code, position }) => [code, position])).toEqual([
    ['invalid-value', { file: 'envs/default.yaml', line: 1, column: 20 }],
  ]);
});
