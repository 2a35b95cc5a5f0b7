import { describe, expect, test } from '@jest/globals';
import { loadProject } from '../../../model/load/load';
import { loadTexts, memoryProject } from '../../support/project';

const WEB = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;
const ROUTED = `${WEB}    route: {}
  api:
    kind: web
    image: shop/api:1
    ports: { http: 9090 }
    health: { readiness: { http: { path: / } } }
    route: { host: staging }
`;
const DATABASE = `${WEB}    environment: { DB_HOST: "\${db.host}" }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
`;
const VOLUME = `${WEB}    volumes: { data: { path: /data, size: 1Gi } }\n`;

function codes(app: string, environment = ''): string[] {
  return loadTexts(app, environment).issues.map(({ code, path, severity }) => `${severity} ${code} ${path}`);
}

describe('nothing is said about', () => {
  test.each([
    ['readiness over TCP, which asks no dependency', WEB.replace('http: { path: / }', 'tcp: {}'), ''],
    ['the rollout of a StatefulSet, which has no surge', VOLUME, 'components: { web: { rollout: { maxSurge: 0 } } }\n'],
    ['a public URL, which browsers use', WEB.concat('    environment: { SELF: "${components.web.publicUrl}" }\n'), ''],
    ['an escaped reference', WEB.concat('    environment: { TEXT: "$${db.host}" }\n'), ''],
  ])('%s', (_name, app, environment) => {
    expect(codes(app, environment)).toEqual([]);
  });

  test('a reference that the environment replaces', () => {
    const environment = 'components: { web: { environment: { DB_HOST: localhost } } }\n';
    expect(codes(DATABASE)).toContain('error undeclared-need components.web.environment.DB_HOST');
    expect(codes(DATABASE, environment)).toEqual(['warning unused backingServices.db']);
  });
});

describe('probes', () => {
  const worker = WEB.replace('kind: web', 'kind: worker').replace('    ports: { http: 8080 }\n', '');

  test('a liveness that nobody wrote is no finding, and without a port there is none', () => {
    const app = worker.replace('http: { path: / }', 'exec: [check]');
    expect(codes(app)).toEqual([]);
    expect(loadTexts(app).environments[0]?.model.components[0]?.health).not.toHaveProperty('liveness');
  });

  test('a command that was written for both is one', () => {
    const same = 'readiness: { exec: [check] }, liveness: { exec: [check] }';
    expect(codes(worker.replace('readiness: { http: { path: / } }', same))).toEqual([
      'warning probes components.web.health.liveness',
    ]);
  });
});

describe('disruption', () => {
  const budget = (text: string): string[] => codes(WEB, `components: { web: { ${text} } }\n`);

  test('of one pod there is none, which is said', () => {
    expect(budget('disruption: { minAvailable: 1 }')).toEqual(['warning disruption components.web.disruption']);
  });

  test.each([
    'replicas: 3, disruption: { minAvailable: 100% }',
    'replicas: 2, disruption: { minAvailable: 51% }',
    'autoscaling: { minReplicas: 1, maxReplicas: 3, cpu: 70 }, disruption: { minAvailable: 1 }',
  ])('%s blocks every drain', (text) => {
    expect(budget(text)).toEqual(['error disruption components.web.disruption.minAvailable']);
  });

  test.each(['0', '0%'])('maxUnavailable %s blocks every drain', (none) => {
    expect(budget(`replicas: 2, disruption: { maxUnavailable: ${none} }`)).toEqual([
      'error disruption components.web.disruption.maxUnavailable',
    ]);
  });

  test.each(['replicas: 2, disruption: { minAvailable: 50% }', 'replicas: 2, disruption: { maxUnavailable: 1 }'])(
    '%s is fine',
    (text) => {
      expect(budget(text)).toEqual([]);
    },
  );
});

describe('autoscaling', () => {
  const scaling = '{ minReplicas: 1, maxReplicas: 2, cpu: 70 }';

  test('never goes to zero', () => {
    const environment = `components: { web: { autoscaling: ${scaling.replace('1', '0')} } }\n`;
    expect(codes(WEB, environment)).toEqual(['error autoscaling components.web.autoscaling.minReplicas']);
  });

  test('is not for pods with a volume of their own', () => {
    expect(codes(VOLUME, `components: { web: { autoscaling: ${scaling} } }\n`).sort()).toEqual([
      'error autoscaling components.web.autoscaling',
      'error volume-replicas components.web.volumes.data',
    ]);
  });

  test('is not for cron components', () => {
    const app = 'name: shop\ncomponents:\n  tidy: { kind: cron, image: "shop/tidy:1", schedule: "@daily" }\n';
    expect(codes(app, `components: { tidy: { autoscaling: ${scaling} } }\n`)).toEqual([
      'error autoscaling components.tidy.autoscaling',
    ]);
  });
});

describe('suspicious-amount', () => {
  const cpu = (amount: string): (string | undefined)[] =>
    loadTexts(WEB, `components: { web: { resources: { limits: { cpu: ${amount}, memory: 256Mi } } } }\n`).issues.map(
      ({ nearest }) => nearest,
    );

  test('the unit is proposed where it is missing, and only there', () => {
    expect(cpu('100')).toEqual(['100m']);
    expect(cpu('17500m')).toEqual([undefined]);
    expect(cpu('16')).toEqual([]);
  });
});

describe('needs', () => {
  test('of oneself are a cycle', () => {
    expect(loadTexts(`${WEB}    needs: [web]\n`).issues.map(({ message }) => message)).toEqual([
      'a cycle of needs: web -> web',
    ]);
  });

  test('of a component without ports cannot be met', () => {
    const app = `${WEB}    needs: [mailer]\n  mailer: { kind: worker, image: "shop/mailer:1" }\n`;
    expect(codes(app)).toEqual(['error needs components.web.needs[0]']);
  });
});

describe('sealed-secrets', () => {
  test('a misspelt secret is named once, with the one that was meant', () => {
    const app = DATABASE.replace('    environment', '    needs: [db]\n    environment');
    const environment = 'secrets: { provider: sealed, encryptedData: { dbb: { a: AgBy, b: AgBy } } }\n';
    const { issues } = loadTexts(app, environment);
    expect(issues.map(({ path, nearest }) => [path, nearest])).toEqual([
      ['secrets.encryptedData.db', undefined],
      ['secrets.encryptedData.dbb', 'db'],
    ]);
  });
});

describe('unused', () => {
  const declared =
    'config: { LEVEL: { default: info } }\nsecrets: { app: { keys: { key: {}, later: { generate: false } } } }\n';

  test('config and generated keys that nothing takes', () => {
    expect(codes(WEB + declared)).toEqual(['warning unused config.LEVEL', 'warning unused secrets.app.keys.key']);
  });

  test('are used by a component that is switched off here, or by the environment alone', () => {
    const off = `  api:\n    kind: worker\n    image: shop/api:1\n    environment: { LEVEL: "at \${config.LEVEL}" }\n`;
    const environment =
      'components: { api: { enabled: false }, web: { environment: { K: { secret: app, key: key } } } }\n';
    expect(codes(WEB + off + declared, environment)).toEqual([]);
  });

  test('are used by the URL of an external', () => {
    const app = `${WEB}    needs: [rpc]\nexternals: { rpc: { endpoints: { main: "https://a.test" } } }\nsecrets: { rpc-url: { keys: { url: {} } } }\n`;
    const environment = 'externals: { rpc: { urlSecret: { secret: rpc-url, key: url } } }\n';
    expect(codes(app)).toEqual(['warning unused secrets.rpc-url.keys.url']);
    expect(codes(app, environment)).toEqual([]);
  });
});

describe('across environments', () => {
  const load = (production: string, staging: string) =>
    loadProject(
      memoryProject({ 'app.yaml': ROUTED, 'envs/production.yaml': production, 'envs/staging.yaml': staging }),
    ).issues.map(({ message, position }) => `${position?.file}:${position?.line} ${message}`);
  const edge = 'edge: { kind: ingress }\n';

  test('a host under one domain may be the domain of another', () => {
    expect(load(`${edge}domain: shop.test\n`, `${edge}domain: staging.shop.test\n`)).toEqual([
      'envs/staging.yaml:2 the environments production and staging have the same host staging.shop.test',
    ]);
  });

  test('a shared domain is said once, not for each of its hosts', () => {
    expect(load(`${edge}domain: shop.test\n`, `${edge}domain: shop.test\n`)).toEqual([
      'envs/staging.yaml:2 the environments production and staging have the same host shop.test',
    ]);
  });

  test('without an edge nothing is public', () => {
    expect(load('domain: localhost\n', 'domain: localhost\n')).toEqual([]);
  });
});
