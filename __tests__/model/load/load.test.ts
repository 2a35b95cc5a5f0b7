import { describe, expect, test } from '@jest/globals';
import { loadOrThrow, loadProject } from '../../../model/load/load';
import { memoryProject } from '../../support/project';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;

const FILES = {
  'app.yaml': APP,
  'envs/default.yaml': 'images: { tag: default }\ncomponents: { web: { replicas: 1 } }\n',
  'envs/one.yaml': 'provider: aws\nimages: { tag: one }\n',
  'envs/two.yaml': 'domain: two.test\n',
  'envs/clouds/aws.yaml': 'images: { tag: aws }\ncomponents: { web: { replicas: 2 } }\n',
};

function web(files: Record<string, string>, environment: string, set: readonly string[] = []) {
  const [loaded] = loadOrThrow(memoryProject(files), { environments: [environment], set }).environments;
  const component = loaded?.model.components[0];
  return { image: component?.image.text, replicas: component?.replicas };
}

describe('the order of layers', () => {
  test.each([
    ['the cloud of an environment wins over the environment', FILES, 'one', [], { image: 'shop/web:aws', replicas: 2 }],
    [
      'an environment without a cloud has what is default',
      FILES,
      'two',
      [],
      { image: 'shop/web:default', replicas: 1 },
    ],
    [
      'custom.yaml wins over the cloud',
      { ...FILES, 'envs/custom.yaml': 'images: { tag: mine }\n' },
      'one',
      [],
      { image: 'shop/web:mine', replicas: 2 },
    ],
    ['--set wins over all', FILES, 'one', ['images.tag=set'], { image: 'shop/web:set', replicas: 2 }],
    ['--set may choose the cloud', FILES, 'two', ['provider=aws'], { image: 'shop/web:aws', replicas: 2 }],
    ['the last --set wins', FILES, 'two', ['images.tag=a', 'images.tag=b'], { image: 'shop/web:b', replicas: 1 }],
  ])('%s', (_title, files, environment, set, expected) => {
    expect(web(files, environment, set)).toEqual(expected);
  });
});

test('only the files of environments are environments', () => {
  const files = { ...FILES, 'envs/custom.yaml': '' };
  expect(loadProject(memoryProject(files)).environments.map(({ name }) => name)).toEqual(['one', 'two']);
});

describe('references', () => {
  const app = `${APP.replace('shop/web', 'shop/web:9')}    needs: [db, cache, chain]
    environment:
      DB: \${db.user}@\${db.host}:\${db.port}/\${db.database}
      DB_PASSWORD: \${db.password}
      CACHE: \${cache.host}:\${cache.port}/\${cache.database}
      CHAIN: \${chain.url}
      SELF: \${components.web.url} \${image.tag} \${environment.name} \${application.name}
      PUBLIC: \${components.web.publicUrl}
      ESCAPED: $\${db.host} $VAR $$ $(X)
    route: { host: www }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: "shop_\${environment.name}", user: shop }
  cache: { engine: redis, image: "redis:7", database: 2 }
externals:
  chain: { endpoints: { main: "https://main.test", trial: "https://trial.test" } }
secrets:
  rpc: { keys: { url: { generate: false } } }
`;
  const variables = (environment: string) => {
    const { environments, issues } = loadProject(memoryProject({ 'app.yaml': app, 'envs/live.yaml': environment }));
    expect(issues).toEqual([]);
    return Object.fromEntries(
      environments[0]?.model.components[0]?.variables.map(({ name, value }) => [name, value]) ?? [],
    );
  };
  const literal = (text: string, ...marks: readonly (readonly [what: string, at: number, length: number])[]) => ({
    kind: 'literal',
    text,
    ...(marks.length === 0 ? {} : { marks: marks.map(([what, at, length]) => ({ what, at, length })) }),
  });

  test('to builtin services, an endpoint, and localhost', () => {
    expect(variables('externals: { chain: { endpoint: trial } }\n')).toEqual({
      DB: literal('shop@db:5432/shop_live', ['name', 5, 2]),
      DB_PASSWORD: { kind: 'secret', secret: 'db', key: 'password', as: 'value' },
      CACHE: literal('cache:6379/2', ['name', 0, 5]),
      CHAIN: literal('https://trial.test'),
      SELF: literal('http://web:8080 9 live shop', ['name', 7, 3], ['imageTag', 16, 1]),
      PUBLIC: literal('http://localhost:8080'),
      ESCAPED: literal('${db.host} $VAR $$ $(X)'),
    });
  });

  test('to managed services, a secret endpoint, and a public host', () => {
    const environment = `domain: shop.test
edge: { kind: ingress, tls: { issuer: le } }
externals: { chain: { endpoint: main, urlSecret: { secret: rpc, key: url } } }
backingServices:
  db: { mode: managed, host: db.test, port: 6000, database: live, secret: { name: db-credentials, passwordKey: pw } }
  cache: { mode: external, host: cache.test, database: 40, secret: { name: cache } }
`;
    expect(variables(environment)).toMatchObject({
      DB: literal('shop@db.test:6000/live'),
      DB_PASSWORD: { kind: 'secret', secret: 'db-credentials', key: 'pw' },
      CACHE: literal('cache.test:6379/40'),
      CHAIN: { kind: 'secret', secret: 'rpc', key: 'url' },
      PUBLIC: literal('https://www.shop.test'),
    });
  });
});

describe('references in command lines and config values', () => {
  const app = (words: string) => `name: shop
components:
  web:
    kind: worker
    image: shop/web:9
    needs: [db]
${words}
backingServices:
  db: { engine: postgres, image: "postgres:15", database: "\${config.NAME}", user: shop }
config:
  NAME: { default: "shop_\${environment.name}" }
`;
  const load = (words: string, environment = '') =>
    loadProject(memoryProject({ 'app.yaml': app(words), 'envs/live.yaml': environment }));
  const errors = (words: string, environment = '') =>
    load(words, environment)
      .issues.filter(({ severity }) => severity === 'error')
      .map(({ code, position: at, nearest }) => [`${at?.file}:${at?.line}:${at?.column} ${code}`, nearest]);

  test('are resolved, with what another release would name differently', () => {
    const { environments, issues } = load(`    command: [run, "\${db.host}:\${db.port}"]
    args: ["\${config.NAME}", "\${image.tag}", "$\${HOME} $HOME $(HOME)"]
    health: { readiness: { exec: [ping, "-h\${db.host}"] } }`);
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const component = environments[0]?.model.components[0];
    expect(component).toMatchObject({
      command: ['run', 'db:5432'],
      commandMarks: { 1: [{ at: 0, length: 2, what: 'name' }] },
      args: ['shop_live', '9', '${HOME} $HOME $(HOME)'],
      argsMarks: { 1: [{ at: 0, length: 1, what: 'imageTag' }] },
    });
    const action = { kind: 'exec', command: ['ping', '-hdb'], marks: { 1: [{ at: 2, length: 2, what: 'name' }] } };
    expect(component?.health).toMatchObject({ readiness: { action }, startup: { action } });
    expect(environments[0]?.model.backingServices[0]).toMatchObject({ database: 'shop_live' });
  });

  test.each([
    ['    args: [a, "${db.hots}"]', 'app.yaml:7:15 unknown-reference', 'db.host'],
    ['    args: [a, "${HOME}"]', 'app.yaml:7:15 unknown-reference', undefined],
    ['    command: ["${db.host"]', 'app.yaml:7:15 reference-syntax', undefined],
    ['    args: ["${db.password}"]', 'app.yaml:7:12 reference-secret', undefined],
    ['    args: ["--password=${db.password}"]', 'app.yaml:7:12 reference-secret', undefined],
    ['    health: { readiness: { exec: ["${db.hots}"] } }', 'app.yaml:7:35 unknown-reference', 'db.host'],
  ])('%s is refused', (words, place, near) => {
    expect(errors(words)).toEqual([[place, near]]);
  });

  test.each([
    ['${environment.nam}', 'unknown-reference', 'environment.name'],
    ['${config.NAME}', 'unknown-reference', undefined],
    ['${db.password}', 'unknown-reference', undefined],
    ['a ${', 'reference-syntax', undefined],
  ])('a config value %s is refused', (text, code, near) => {
    expect(errors('', `config: { NAME: "${text}" }\n`)).toContainEqual([`envs/live.yaml:1:17 ${code}`, near]);
  });

  test('an escaped brace is itself', () => {
    const words = '    environment: { A: "${config.OTHER}" }';
    const files = {
      'app.yaml': app(words).replace('config:\n', 'config:\n  OTHER: {}\n'),
      'envs/live.yaml': 'config: { OTHER: "$${x}" }\n',
    };
    const [loaded] = loadOrThrow(memoryProject(files)).environments;
    expect(loaded?.model.components[0]?.variables).toEqual([{ name: 'A', value: { kind: 'literal', text: '${x}' } }]);
  });
});
