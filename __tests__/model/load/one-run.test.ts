import { describe, expect, test } from '@jest/globals';
import { type LoadOptions, loadProject } from '../../../model/load/load';
import { loadTexts, memoryProject } from '../../support/project';

const GOOD = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080, admin: 8081 }
    shutdownGrace: 30s
    health: { readiness: { http: { path: /, port: admin } } }
    needs: [api]
    environment:
      API: \${components.api.url}
      LEVEL: \${config.level}
      KEY: { secret: keys, key: main }
  api:
    kind: worker
    image: shop/api:1
    ports: { http: 9090 }
config: { level: { default: info } }
secrets: { keys: { keys: { main: {} } } }
`;

/** Every error as `file:line:column code`, in the order of the places. */
function errors(app: string, environment = '', options: LoadOptions = {}): string[] {
  return loadTexts(app, environment, options)
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ code, position }) => `${position?.file}:${position?.line}:${position?.column} ${code}`);
}

function edited(...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, GOOD);
}

test('the application of this table has no errors', () => {
  expect(errors(GOOD)).toEqual([]);
});

describe('a misspelt key, a wrong unit and a dangling reference in one file', () => {
  test('are three errors at their places in one run, with what was meant', () => {
    const app = edited(
      ['image: shop/web:1', 'image: shop/web:1\n    helth: {}'],
      ['30s', '30sec'],
      ['components.api.url', 'components.apl.url'],
    );
    const found = loadTexts(app).issues.map(({ code, position, nearest }) => [code, position, nearest]);
    const at = (line: number, column: number) => ({ file: 'app.yaml', line, column });
    expect(found).toEqual([
      ['unknown-key', at(6, 5), 'health'],
      ['invalid-value', at(8, 20), '30s'],
      ['unknown-reference', at(12, 12), 'components.api.url'],
    ]);
  });

  test.each([
    [
      'a port of another component',
      ['8081 }', '80810 }'],
      ['api]', 'apl]'],
      ['6:33 invalid-value', '9:13 unknown-reference'],
    ],
    [
      'an image and a need',
      ['shop/api:1', 'Shop/api:1'],
      ['[api]', '[api, dv]'],
      ['9:18 unknown-reference', '16:12 invalid-value'],
    ],
    [
      'a config value and a secret',
      ['info', '[]'],
      ['key: main', 'key: mian'],
      ['13:33 unknown-reference', '18:29 invalid-type'],
    ],
    [
      'a kind and a reference',
      ['kind: worker', 'kind: wroker'],
      ['config.level', 'config.lvl'],
      ['12:14 unknown-reference', '15:11 invalid-value'],
    ],
  ] as const)('%s: each is told, and nothing that only follows from it', (_title, first, second, expected) => {
    expect(errors(edited(first, second))).toEqual(expected.map((each) => `app.yaml:${each}`));
  });

  test('in the file of an environment', () => {
    const environment =
      'imagse: {}\ncomponents:\n  web: { resources: { limits: { cpu: 1, memory: 512m } } }\n  wbe: {}\n';
    expect(errors(GOOD, environment)).toEqual([
      'envs/test.yaml:1:1 unknown-key',
      'envs/test.yaml:3:49 invalid-value',
      'envs/test.yaml:4:3 unknown-reference',
    ]);
  });
});

describe('an error is told once, without those that only follow from it', () => {
  const external = `${GOOD}externals: { chain: { endpoints: { main: "https://a.test", trial: "https://b.test" } } }\n`;
  test.each([
    [
      'a wrong port number, and a probe of that port',
      edited(['admin: 8081', 'admin: no']),
      '',
      'app.yaml:6:33 invalid-value',
    ],
    [
      'secrets that are a list, and the use of one',
      edited(['secrets: { keys: { keys: { main: {} } } }', 'secrets: [keys]']),
      '',
      'app.yaml:19:10 invalid-type',
    ],
    [
      'a wrong key of a secret, and its use',
      edited(['main: {}', 'main: { generate: 1 }']),
      '',
      'app.yaml:19:46 invalid-value',
    ],
    [
      'a wrong config value, and a reference to it',
      edited(['{ default: info }', '{}']),
      'config: { level: [] }\n',
      'envs/test.yaml:1:18 invalid-type',
    ],
    [
      'the wrong name of an endpoint',
      external,
      'externals: { chain: { endpoint: Main! } }\n',
      'envs/test.yaml:1:33 invalid-value',
    ],
    ['app.yaml is no YAML', `${GOOD}: [\n`, '', 'app.yaml:21:1 yaml-syntax'],
    [
      'an environment is no YAML',
      external,
      'externals: { chain: { endpoint: main }\n',
      'envs/test.yaml:2:1 yaml-syntax',
    ],
  ] as const)('%s', (_title, app, environment, expected) => {
    expect(errors(app, environment)).toEqual([expected]);
  });

  test('a --set that is no YAML', () => {
    expect(errors(external, '', { set: ['externals.chain=[main'] })).toEqual([
      '--set externals.chain=[main:1:6 yaml-syntax',
    ]);
  });
});

test('a broken file of one environment does not hide the errors of another', () => {
  const files = { 'app.yaml': GOOD, 'envs/a.yaml': 'a: [\n', 'envs/b.yaml': 'domian: x.test\n' };
  expect(loadProject(memoryProject(files)).issues.map(({ code, position }) => [code, position?.file])).toEqual([
    ['yaml-syntax', 'envs/a.yaml'],
    ['unknown-key', 'envs/b.yaml'],
  ]);
});

describe('line ends and a byte order mark change neither values nor places', () => {
  const wrong = edited(['30s', '30sec'], ['components.api.url', 'components.apl.url']);
  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['both', (text: string) => `\ufeff${text.replaceAll('\n', '\r\n')}`],
  ])('%s', (_what, convert) => {
    expect(loadTexts(convert(GOOD)).environments[0]?.model).toEqual(loadTexts(GOOD).environments[0]?.model);
    expect(errors(convert(wrong))).toEqual(errors(wrong));
  });
});

describe('a value that is not there', () => {
  const findings = (app: string) =>
    loadTexts(app).issues.map(({ code, message, allowed, position: at }) => [
      `${at?.line}:${at?.column} ${code}`,
      message,
      allowed,
    ]);

  test.each(['null', '~', ''])('%j of a variable is refused, and told from an empty text', (text) => {
    expect(
      findings(edited(['KEY: { secret: keys, key: main }', `KEY: "\${config.level}"\n      A: ${text}`])),
    ).toContainEqual([
      expect.stringMatching(/^14:\d+ null-value$/),
      'null is not allowed',
      '"" for an empty text, {} for an empty map; or leave the key out',
    ]);
  });

  test('an unknown alias is one error, and hides no unknown key', () => {
    expect(errors(edited(['30s', '*gone']))).toEqual(['app.yaml:7:21 yaml-alias']);
    expect(errors(edited(['shutdownGrace: 30s', 'shutdwnGrace: *gone']))).toEqual([
      'app.yaml:7:5 unknown-key',
      'app.yaml:7:20 yaml-alias',
    ]);
  });
});
