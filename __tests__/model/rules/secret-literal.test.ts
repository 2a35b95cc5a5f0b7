import { describe, expect, test } from '@jest/globals';
import { suspectLiteral, suspectValue } from '../../../model/rules/secret-shapes';
import { loadTexts } from '../../support/project';

const WEB = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;

describe('names of secrets', () => {
  test.each([
    'DB_PASSWORD',
    'DB_PASSWORD_2',
    'redisPasswd',
    'jwtSecretKey',
    'AUTH_TOKEN',
    'STRIPE_APIKEY',
    'SECRET_ID',
  ])('%s is one', (name) => {
    expect(suspectLiteral(name, 'hunter2')).toEqual({
      why: 'has the name of a secret and a literal value',
      isGuess: false,
    });
  });

  test.each([
    'DB_PASSWORD_FILE',
    'SECRET_NAME',
    'TOKEN_TTL',
    'TOKEN_EXPIRES_IN',
    'PASSWORD_MIN_LENGTH',
    'TOKEN_URL',
    'MAX_TOKENS',
    'TOKENIZERS_PARALLELISM',
    'PASSWORDLESS',
    'ACCESS_KEY_ID',
  ])('%s is none', (name) => {
    expect(suspectLiteral(name, '4096')).toBeUndefined();
  });

  test('a switch is no secret, whatever its name', () => {
    expect(suspectLiteral('REQUIRE_PASSWORD', 'true')).toBeUndefined();
  });
});

describe('values that are secrets', () => {
  test.each([
    'postgres://me:hunter2@db/shop',
    `sk_live_${'a1'.repeat(10)}`,
    `ghp_${'a1B2'.repeat(9)}`,
    `AKIA${'A1B2'.repeat(4)}`,
    '-----BEGIN RSA PRIVATE KEY-----',
    `eyJ${'a1B2'.repeat(4)}.eyJ${'c3D4'.repeat(4)}.sig`,
    'https://api.test/?api-key=0123456789',
  ])('%s', (text) => {
    expect(suspectValue(text)?.isGuess).toBe(false);
  });
});

describe('values that look random', () => {
  const hex = '9f86d081884c7d659a2feaa0c55ad015';
  const base64 = 'q7Zk1Xw9rT+uL0aYc3VbN8sEjG5hMfPd';

  test.each([hex, base64, `https://rpc.test/v2/${hex}`])('%s is a guess', (text) => {
    expect(suspectValue(text)).toEqual({ why: 'has a value that looks random, as keys do', isGuess: true });
  });

  test.each([
    '/var/lib/application/data/v2/current-uploads',
    'my-application-name-with-many-words-v2',
    'redisCacheSessionStoreV2WithFallbackMode',
    '123e4567-e89b-12d3-a456-426614174000',
    '00000000000000000000000000000000',
    'https://storage.test/a-bucket-with-a-long-name-2/objects',
  ])('%s is none', (text) => {
    expect(suspectValue(text)).toBeUndefined();
  });

  test.each(['COMMIT_SHA', 'TREASURY_ADDRESS', 'PROGRAM_ID', 'SIGNER_PUBLIC_KEY'])('%s may hold one', (name) => {
    expect(suspectLiteral(name, hex)).toBeUndefined();
  });
});

describe('places', () => {
  const rows = [
    [
      'a variable that only looks random, as a warning',
      { app: `${WEB}    environment: { SALT: 9f86d081884c7d659a2feaa0c55ad015 }\n` },
      ['components.web.environment.SALT app.yaml:8:26 warning'],
    ],
    [
      'arguments',
      { app: `${WEB}    args: [serve, --upstream=https://me:hunter2@api.test]\n` },
      ['components.web.args[1] app.yaml:8:19 error'],
    ],
    [
      'build arguments',
      { app: `${WEB}    buildArguments: { NPM_TOKEN: hunter2 }\n` },
      ['components.web.buildArguments.NPM_TOKEN app.yaml:8:34 error'],
    ],
    [
      'config, by its name or its value, whoever takes it',
      {
        app: `${WEB}    environment: { A: "\${config.API_TOKEN}", B: "\${config.LEVEL}" }\nconfig: { API_TOKEN: { default: hunter2 }, LEVEL: {} }\n`,
        environment: 'config: { LEVEL: "https://me:hunter2@api.test" }\n',
      },
      [
        'config.API_TOKEN.default app.yaml:9:33 error',
        'components.web.environment.B app.yaml:8:49 error',
        'config.LEVEL envs/test.yaml:1:18 error',
      ],
    ],
    [
      'endpoints, also those that no environment chose',
      {
        app: `${WEB}    needs: [rpc]\nexternals:\n  rpc:\n    endpoints:\n      a: https://a.test\n      b: https://hunter2@b.test\n      c: https://c.test/?sig=hunter2\n`,
        environment: 'externals: { rpc: { endpoint: a } }\n',
      },
      ['externals.rpc.endpoints.b app.yaml:13:10 error', 'externals.rpc.endpoints.c app.yaml:14:10 error'],
    ],
  ] as const;

  test.each(rows)('%s', (_name, files, expected) => {
    const { issues } = loadTexts(files.app, 'environment' in files ? files.environment : '');
    const found = issues.map(
      ({ path, position: at, severity }) => `${path} ${at?.file}:${at?.line}:${at?.column} ${severity}`,
    );
    expect(found.sort()).toEqual([...expected].sort());
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['secret-literal']));
    expect(JSON.stringify(issues)).not.toMatch(/hunter2|9f86d081/);
  });
});
