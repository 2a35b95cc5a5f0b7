import { describe, expect, test } from '@jest/globals';
import { synthesize } from '../../../emit/synth';
import { carries, methodsOf, placedModel } from '../../../model/derive/placement';
import type { Model } from '../../../model/model';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  api:
    kind: web
    image: shop/api:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    needs: [db, rates]
    environment: { DB: "\${db.host}", PASSWORD: "\${db.password}", RATES: "\${rates.url}" }
  jobs:
    kind: worker
    image: shop/jobs:1
    environment: { KEY: { secret: signing, key: pepper } }
  mailer: { kind: worker, image: shop/mailer:1 }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
externals:
  rates: { endpoints: { main: "https://rates.test" } }
secrets:
  signing: { keys: { pepper: { generate: 64 } } }
`;

function modelOf(environment: string): Model {
  const { environments, issues } = loadTexts(APP, environment);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [loaded] = environments;
  if (loaded === undefined) throw new Error('no environment');
  return loaded.model;
}

function namesOf({ components, backingServices, externals, secrets }: Model): readonly string[] {
  return [...components, ...backingServices, ...externals, ...secrets].map(({ name }) => name);
}

describe('an environment in parts', () => {
  const model = modelOf('placement: { jobs: compose, mailer: terraform }\n');

  test('has the methods of what is in it', () => {
    expect(methodsOf(model)).toEqual(['kubernetes', 'compose', 'terraform']);
    expect(methodsOf(modelOf('placement: { api: compose, db: compose, jobs: compose, mailer: compose }\n'))).toEqual([
      'compose',
    ]);
  });

  test.each([
    ['kubernetes', ['api', 'db', 'rates', 'db']],
    ['helm', ['api', 'db', 'rates', 'db']],
    ['argocd', ['api', 'db', 'rates', 'db']],
    ['compose', ['jobs', 'signing']],
    ['terraform', ['mailer']],
  ] as const)('%s has its part, with what that needs', (method, names) => {
    expect(namesOf(placedModel(model, method))).toEqual(names);
  });

  test('is one part where nothing is placed', () => {
    const whole = modelOf('');
    for (const method of ['kubernetes', 'helm', 'argocd', 'compose', 'terraform'] as const)
      expect(placedModel(whole, method)).toBe(whole);
  });

  test('gives Terraform all of it in a cloud, where it runs nothing itself', () => {
    const inCloud = modelOf('provider: vultr\nplacement: { jobs: compose }\n');
    expect(placedModel(inCloud, 'terraform')).toBe(inCloud);
    expect(methodsOf(inCloud)).toEqual(['kubernetes', 'compose']);
  });
});

test('a method that has no part of an environment has no file of it', () => {
  const model = modelOf('placement: { api: compose, db: compose, jobs: compose, mailer: compose }\n');
  expect(carries(model, 'helm')).toBe(false);
  const paths = synthesize([model]).map(({ path }) => path);
  expect(paths).toContain('compose/test/compose.yaml');
  expect(paths.filter((path) => /k8s|helm|terraform|argocd/.test(path))).toEqual([]);
});
