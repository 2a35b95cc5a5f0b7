import { describe, expect, test } from '@jest/globals';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;

/** Every object of JavaScript answers to these, so a look-up in a map that lacks them finds something. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

const PLACES: readonly (readonly [string, (name: string) => readonly [app: string, environment: string]])[] = [
  ['a variable', (name) => [`${APP}    environment: { ${name}: x }\n`, '']],
  ['a variable of an environment', (name) => [APP, `components: { web: { environment: { ${name}: x } } }\n`]],
  ['a build argument', (name) => [`${APP}    buildArguments: { ${name}: x }\n`, '']],
  ['a need', (name) => [`${APP}    needs: [${name}]\n`, '']],
  ['a reference', (name) => [`${APP}    environment: { X: "\${${name}}" }\n`, '']],
  ['a reference to a component', (name) => [`${APP}    environment: { X: "\${components.${name}.url}" }\n`, '']],
  ['a reference to config', (name) => [`${APP}    environment: { X: "\${config.${name}}" }\n`, '']],
  [
    'the name of a secret',
    (name) => [`${APP}    environment: { X: { secret: ${name}, key: a } }\nsecrets: { a: { keys: { a: {} } } }\n`, ''],
  ],
  [
    'the key of a secret',
    (name) => [`${APP}    environment: { X: { secret: a, key: ${name} } }\nsecrets: { a: { keys: { a: {} } } }\n`, ''],
  ],
  ['a config value', (name) => [`${APP}config: { ${name}: { default: x } }\n`, '']],
  ['a config value of an environment', (name) => [APP, `config: { ${name}: x }\n`]],
  ['a component of an environment', (name) => [APP, `components: { ${name}: {} }\n`]],
  [
    'an endpoint',
    (name) => [
      `${APP}externals: { a: { endpoints: { a: "https://a.test" } } }\n`,
      `externals: { a: { endpoint: ${name} } }\n`,
    ],
  ],
  ['a key of app.yaml', (name) => [`${APP}${name}: x\n`, '']],
  ['a key of a component', (name) => [`${APP}    ${name}: x\n`, '']],
  ['a key of an environment', (name) => [APP, `${name}: x\n`]],
];

describe.each(PLACES)('%s with a name that every object has', (_title, write) => {
  test.each(INHERITED)('%s is refused, and nothing breaks', (name) => {
    const { issues } = loadTexts(...write(name));
    expect(issues.map(({ severity }) => severity)).toContain('error');
    for (const issue of issues) expect(issue.message).not.toContain('native code');
  });
});

test('a need that is written twice counts once', () => {
  const app = `${APP}    needs: [api, api]\n  api: { kind: worker, image: "shop/api:1", ports: { http: 9090 } }\n`;
  expect(loadTexts(app).environments[0]?.model.components.find(({ name }) => name === 'web')?.needs).toEqual([
    { name: 'api', kind: 'component' },
  ]);
});
