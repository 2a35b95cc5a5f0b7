import { type RuleCase, WEB } from './rule-case';

const NEEDING = `${WEB}    needs: [db]
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
`;

/** Databases of CloudNativePG. */
export const CNPG_CASES: readonly RuleCase[] = [
  {
    rule: 'cnpg',
    name: 'an engine that it does not know',
    app: NEEDING.replace(
      'engine: postgres, image: "postgres:15", database: shop, user: shop',
      'engine: redis, image: "redis:7"',
    ),
    environment: 'backingServices:\n  db:\n    cnpg: { instances: 3 }\n',
    at: 'envs/test.yaml:3:5',
    path: 'backingServices.db.cnpg',
    message: 'db is a redis, and CloudNativePG keeps PostgreSQL only',
    mend: { file: 'environment', from: '    cnpg: { instances: 3 }', to: '    storage: { size: 2Gi }' },
  },
  {
    rule: 'cnpg',
    name: 'a place without an operator',
    app: NEEDING,
    environment: 'backingServices:\n  db: { cnpg: {} }\nplacement:\n  db: compose\n  web: compose\n',
    at: 'envs/test.yaml:4:7',
    path: 'placement.db',
    message: 'db is kept by CloudNativePG, which compose cannot run',
    mend: { file: 'environment', from: 'db: { cnpg: {} }', to: 'db: {}' },
  },
  {
    rule: 'cnpg',
    name: 'a component with the name of its Service',
    app: `${NEEDING.replace(
      'backingServices:',
      `  db-ro:
    kind: worker
    image: shop/reader:1
backingServices:`,
    )}`,
    environment: 'backingServices:\n  db: { cnpg: { instances: 2 } }\n',
    at: 'app.yaml:9:3',
    path: 'components.db-ro',
    message: 'CloudNativePG makes a Service db-ro for db',
    mend: { file: 'app', from: 'db-ro:', to: 'reader:' },
  },
];
