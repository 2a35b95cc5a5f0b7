import { CNPG_CASES } from './cnpg-cases';
import { COMPOSE_CASES } from './compose-cases';
import { EDGE_CASES } from './edge-cases';
import { INFRASTRUCTURE_CASES } from './infrastructure-cases';
import { OBJECT_CASES } from './object-cases';
import { OPERATIONS_CASES } from './operations-cases';
import { PLACEMENT_CASES } from './placement-cases';
import type { RuleCase } from './rule-case';

const WEB = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;

const STATEFUL = `${WEB}    volumes:
      data: { path: /data, size: 1Gi }
`;

const TWO = `${WEB}  api:
    kind: web
    image: shop/api:1
    ports: { http: 9090 }
    health: { readiness: { http: { path: / } } }
`;

const ROUTED = `${WEB}    route: { host: www }
  api:
    kind: web
    image: shop/api:1
    ports: { http: 9090 }
    health: { readiness: { http: { path: / } } }
    route: { host: www }
`;

const DATABASE = `${WEB}    needs: [db]
    environment:
      DB_HOST: \${db.host}
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
`;

export const CASES: readonly RuleCase[] = [
  {
    rule: 'quota',
    name: 'surge counts',
    app: WEB,
    environment: 'components: { web: { replicas: 2 } }\nquota:\n  pods: 2\n',
    at: 'envs/test.yaml:3:9',
    path: 'quota.pods',
    message: 'web (2 + 1 surge); together 3 > 2',
    mend: { file: 'environment', from: 'pods: 2', to: 'pods: 3' },
  },
  {
    rule: 'limit-range',
    name: 'a request below the minimum',
    app: WEB,
    environment:
      'limitRange:\n  default: { cpu: 500m, memory: 1Gi }\n  defaultRequest: { cpu: 250m, memory: 512Mi }\n  max: { cpu: 1, memory: 2Gi }\n  min: { cpu: 200m, memory: 128Mi }\n',
    at: 'envs/test.yaml:1:1',
    path: 'components.web.resources.requests.cpu',
    message: 'web: requests.cpu of 100m is outside of the LimitRange (min 200m)',
    mend: { file: 'environment', from: 'min: { cpu: 200m', to: 'min: { cpu: 100m' },
  },
  {
    rule: 'limit-range',
    name: 'a maximum below the default',
    app: WEB,
    environment:
      'limitRange:\n  default: { cpu: 500m, memory: 1Gi }\n  defaultRequest: { cpu: 250m, memory: 512Mi }\n  max: { cpu: 1, memory: 512Mi }\n  min: { cpu: 100m, memory: 128Mi }\n',
    at: 'envs/test.yaml:1:1',
    path: 'limitRange',
    message: 'memory: min, defaultRequest, default and max must not fall',
    mend: { file: 'environment', from: 'max: { cpu: 1, memory: 512Mi }', to: 'max: { cpu: 1, memory: 1Gi }' },
  },
  {
    rule: 'request-over-limit',
    name: 'memory',
    app: WEB,
    environment: 'components:\n  web:\n    resources:\n      requests: { memory: 512Mi, cpu: 100m }\n',
    at: 'envs/test.yaml:4:27',
    path: 'components.web.resources.requests.memory',
    message: 'the request of 512Mi is above the limit of 256Mi',
    mend: { file: 'environment', from: '512Mi', to: '256Mi' },
  },
  {
    rule: 'suspicious-amount',
    name: 'cores where thousandths were meant',
    app: WEB,
    environment: 'components:\n  web:\n    resources:\n      limits: { memory: 256Mi, cpu: 500 }\n',
    at: 'envs/test.yaml:4:37',
    path: 'components.web.resources.limits.cpu',
    message: '500 are very many cores',
    mend: { file: 'environment', from: 'cpu: 500', to: 'cpu: 500m' },
  },
  {
    rule: 'autoscaling',
    name: 'minimum above maximum',
    app: WEB,
    environment: 'components:\n  web:\n    autoscaling: { minReplicas: 4, maxReplicas: 3, cpu: 70 }\n',
    at: 'envs/test.yaml:3:33',
    path: 'components.web.autoscaling.minReplicas',
    message: 'minReplicas 4 is above maxReplicas 3',
    mend: { file: 'environment', from: 'minReplicas: 4', to: 'minReplicas: 1' },
  },
  {
    rule: 'autoscaling',
    name: 'no target',
    app: WEB,
    environment: 'components:\n  web:\n    autoscaling: { minReplicas: 1, maxReplicas: 3 }\n',
    at: 'envs/test.yaml:3:5',
    path: 'components.web.autoscaling',
    message: 'the autoscaler has no target',
    mend: { file: 'environment', from: 'maxReplicas: 3', to: 'maxReplicas: 3, memory: 80' },
  },
  {
    rule: 'disruption',
    name: 'every pod protected',
    app: WEB,
    environment: 'components:\n  web:\n    replicas: 2\n    disruption: { minAvailable: 2 }\n',
    at: 'envs/test.yaml:4:33',
    path: 'components.web.disruption.minAvailable',
    message: 'minAvailable 2 of at least 2 pods blocks every drain',
    mend: { file: 'environment', from: 'minAvailable: 2', to: 'minAvailable: 1' },
  },
  {
    rule: 'rollout',
    name: 'no room to move',
    app: WEB,
    environment: 'components:\n  web:\n    rollout: { maxSurge: 0, maxUnavailable: 0% }\n',
    at: 'envs/test.yaml:3:5',
    path: 'components.web.rollout',
    message: 'maxSurge and maxUnavailable are both 0',
    mend: { file: 'environment', from: 'maxSurge: 0', to: 'maxSurge: 25%' },
  },
  {
    rule: 'kind-settings',
    name: 'a schedule of what always runs',
    app: WEB,
    environment: 'components:\n  web:\n    schedule: 0 3 * * *\n',
    at: 'envs/test.yaml:3:5',
    path: 'components.web.schedule',
    message: 'web: schedule does nothing for a web',
    mend: { file: 'environment', from: 'schedule: 0 3 * * *', to: 'replicas: 2' },
  },
  {
    rule: 'kind-settings',
    name: 'pods of a run',
    app: `${WEB}  report: { kind: cron, image: "shop/report:1", schedule: 0 6 * * * }\n`,
    environment: 'components:\n  report:\n    replicas: 2\n',
    at: 'envs/test.yaml:3:5',
    path: 'components.report.replicas',
    message: 'report: replicas does nothing for a cron',
    mend: { file: 'environment', from: 'replicas: 2', to: 'schedule: 0 3 * * *' },
  },
  {
    rule: 'kind-settings',
    name: 'a rollout of a job',
    app: `${WEB}  seed: { kind: job, image: "shop/seed:1" }\n`,
    environment: 'components:\n  seed:\n    rollout: { maxSurge: 2 }\n',
    at: 'envs/test.yaml:3:5',
    path: 'components.seed.rollout',
    message: 'seed: rollout does nothing for a job',
    mend: { file: 'environment', from: 'seed:\n    rollout', to: 'web:\n    rollout' },
  },
  {
    rule: 'volume-replicas',
    name: 'two pods on one volume',
    app: STATEFUL,
    environment: 'components:\n  web: { replicas: 2 }\n',
    at: 'app.yaml:9:7',
    path: 'components.web.volumes.data',
    message: 'the ReadWriteOnce volume data cannot serve 2 pods',
    mend: { file: 'app', from: 'size: 1Gi', to: 'size: 1Gi, accessMode: ReadWriteMany' },
  },
  {
    rule: 'needs',
    name: 'a cycle',
    app: TWO.replace('  api:\n', '    needs: [api]\n  api:\n').concat('    needs: [web]\n'),
    environment: '',
    at: 'app.yaml:14:13',
    path: 'components.api.needs[0]',
    message: 'a cycle of needs: api -> web -> api',
    mend: { file: 'app', from: '    needs: [web]\n', to: '' },
  },
  {
    rule: 'needs',
    name: 'switched off',
    app: TWO.concat('    needs: [web]\n'),
    environment: 'components: { web: { enabled: false } }\n',
    at: 'app.yaml:13:13',
    path: 'components.api.needs[0]',
    message: 'api needs web, which is switched off in this environment',
    mend: { file: 'environment', from: 'false', to: 'true' },
  },
  {
    rule: 'undeclared-need',
    name: 'a host without a need',
    app: DATABASE.replace('    needs: [db]\n', ''),
    environment: '',
    at: 'app.yaml:9:16',
    path: 'components.web.environment.DB_HOST',
    message: 'DB_HOST refers to db, which is not among its needs',
    mend: { file: 'app', from: '    environment:\n', to: '    needs: [db]\n    environment:\n' },
  },
  {
    rule: 'duplicates',
    name: 'one route twice',
    app: ROUTED,
    environment: 'edge: { kind: ingress }\ndomain: shop.test\n',
    at: 'app.yaml:8:5',
    path: 'components.web.route',
    message: 'web and api both have the route www.shop.test/',
    mend: { file: 'app', from: 'host: www', to: 'host: shop' },
  },
  {
    rule: 'duplicates',
    name: 'one route with and without a slash at its end',
    app: ROUTED.replace('route: { host: www }', 'route: { host: www, path: /api/ }').replace(
      'route: { host: www }',
      'route: { host: www, path: /api }',
    ),
    environment: 'edge: { kind: ingress }\ndomain: shop.test\n',
    at: 'app.yaml:8:5',
    path: 'components.web.route',
    message: 'both have the route www.shop.test/api',
    mend: { file: 'app', from: 'host: www', to: 'host: shop' },
  },
  {
    rule: 'duplicates',
    name: 'one port twice',
    app: WEB.replace('{ http: 8080 }', '{ http: 8080, admin: 8080 }'),
    environment: '',
    at: 'app.yaml:6:33',
    path: 'components.web.ports.admin',
    message: 'the ports http and admin have the same number 8080',
    mend: { file: 'app', from: 'admin: 8080', to: 'admin: 8081' },
  },
  {
    rule: 'duplicates',
    name: 'one name for two things',
    app: DATABASE.replaceAll('db', 'web').replace('DB_HOST: ${web.host}', 'X: y').replace('    needs: [web]\n', ''),
    environment: '',
    at: 'app.yaml:11:3',
    path: 'backingServices.web',
    message: 'the name web is used under components and under backingServices',
    mend: { file: 'app', from: '  web: { engine', to: '  db: { engine' },
  },
  {
    rule: 'name-length',
    name: 'a CronJob',
    app: `name: shop\ncomponents:\n  ${'c'.repeat(53)}:\n    kind: cron\n    image: shop/job:1\n    schedule: "@daily"\n`,
    environment: '',
    at: 'app.yaml:3:3',
    path: `components.${'c'.repeat(53)}`,
    message: 'has 53 characters',
    mend: { file: 'app', from: 'c'.repeat(53), to: 'c'.repeat(52) },
  },
  {
    rule: 'image-pinned',
    name: 'no tag',
    app: WEB.replace('shop/web:1', 'shop/web'),
    environment: 'images: { pinned: true }\n',
    at: 'app.yaml:5:12',
    path: 'components.web.image',
    message: 'the image shop/web has no tag',
    mend: { file: 'environment', from: 'pinned: true', to: 'pinned: true, tag: 1.2.3' },
  },
  {
    rule: 'build-time-variable',
    name: 'NEXT_PUBLIC_ at run time',
    app: `${WEB}    environment:\n      NEXT_PUBLIC_API: https://api.test\n`,
    environment: '',
    at: 'app.yaml:9:7',
    path: 'components.web.environment.NEXT_PUBLIC_API',
    message: 'NEXT_PUBLIC_API is baked in when the image is built',
    mend: { file: 'app', from: '    environment:', to: '    buildArguments:' },
  },
  {
    rule: 'secret-literal',
    name: 'a password',
    app: `${WEB}    environment:\n      DB_PASSWORD: hunter2\n`,
    environment: '',
    at: 'app.yaml:9:20',
    path: 'components.web.environment.DB_PASSWORD',
    message: 'DB_PASSWORD has the name of a secret and a literal value',
    mend: { file: 'app', from: 'DB_PASSWORD: hunter2', to: 'DB_PASSWORD_FILE: /run/secrets/db' },
  },
  {
    rule: 'secret-literal',
    name: 'a password in a URL',
    app: `${WEB}    environment:\n      UPSTREAM: https://me:hunter2@api.test\n`,
    environment: '',
    at: 'app.yaml:9:17',
    path: 'components.web.environment.UPSTREAM',
    message: 'UPSTREAM has a value that looks like a key or a password',
    mend: { file: 'app', from: 'me:hunter2@', to: '' },
  },
  {
    rule: 'probes',
    name: 'liveness like readiness',
    app: WEB.replace(
      '{ readiness: { http: { path: / } } }',
      '{ readiness: { http: { path: / } }, liveness: { http: { path: / } } }',
    ),
    environment: '',
    at: 'app.yaml:7:49',
    path: 'components.web.health.liveness',
    message: 'liveness and readiness ask the same',
    mend: { file: 'app', from: 'liveness: { http: { path: / } }', to: 'liveness: { http: { path: /live } }' },
  },
  {
    rule: 'sealed-secrets',
    name: 'a key without a ciphertext',
    app: DATABASE,
    environment: 'secrets: { provider: sealed, encryptedData: { db: {} } }\n',
    at: 'envs/test.yaml:1:47',
    path: 'secrets.encryptedData.db',
    message: 'no ciphertext for the key password of the secret db',
    mend: { file: 'environment', from: 'db: {}', to: 'db: { password: AgBy3i4OJSWK }' },
  },
  {
    rule: 'unused',
    name: 'a database that nothing needs',
    app: DATABASE.replace('    needs: [db]\n    environment:\n      DB_HOST: ${db.host}\n', ''),
    environment: '',
    at: 'app.yaml:9:3',
    path: 'backingServices.db',
    message: 'no component needs db',
    mend: { file: 'app', from: 'backingServices:', to: '    needs: [db]\nbackingServices:' },
  },
  ...COMPOSE_CASES,
  ...EDGE_CASES,
  ...INFRASTRUCTURE_CASES,
  ...OPERATIONS_CASES,
  ...PLACEMENT_CASES,
  ...CNPG_CASES,
  ...OBJECT_CASES,
];
