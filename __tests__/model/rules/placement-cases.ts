import { type RuleCase, WEB } from './rule-case';

const TWO = `${WEB}  jobs:
    kind: worker
    image: shop/jobs:1
`;

const SHARED = `${WEB}    environment: { KEY: { secret: signing, key: pepper } }
  jobs:
    kind: worker
    image: shop/jobs:1
    environment: { KEY: { secret: signing, key: pepper } }
secrets:
  signing: { keys: { pepper: { generate: 64 } } }
`;

const NEEDING = `${WEB}  jobs:
    kind: worker
    image: shop/jobs:1
    needs: [db]
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
`;

/** Components of one environment on different methods. */
export const PLACEMENT_CASES: readonly RuleCase[] = [
  {
    rule: 'placement',
    name: 'a component that there is not',
    app: TWO,
    environment: 'placement:\n  job: compose\n',
    at: 'envs/test.yaml:2:8',
    path: 'placement.job',
    message: 'job is no component that is enabled here, and no builtin backing service',
    mend: { file: 'environment', from: 'job:', to: 'jobs:' },
  },
  {
    rule: 'placement',
    name: 'a backing service that others run',
    app: NEEDING.replace('    needs: [db]\n', ''),
    environment:
      'backingServices:\n  db: { mode: external, host: db.test, secret: { name: db } }\nplacement:\n  db: compose\n',
    at: 'envs/test.yaml:4:7',
    path: 'placement.db',
    message: 'db is no component',
    mend: { file: 'environment', from: 'db: compose', to: 'jobs: compose' },
  },
  {
    rule: 'placement',
    name: 'Terraform in a cloud',
    app: TWO,
    environment: 'placement:\n  jobs: terraform\nprovider: vultr\n',
    at: 'envs/test.yaml:2:9',
    path: 'placement.jobs',
    message: 'Terraform runs components with the provider local only, not with vultr',
    mend: { file: 'environment', from: 'provider: vultr', to: 'provider: local' },
  },
  {
    rule: 'placement',
    name: 'two methods in one namespace',
    app: TWO,
    environment: 'deploy: { method: helm }\nplacement:\n  jobs: kubernetes\n',
    at: 'envs/test.yaml:3:9',
    path: 'placement.jobs',
    message: 'helm and kubernetes would share one namespace',
    mend: { file: 'environment', from: 'jobs: kubernetes', to: 'jobs: compose' },
  },
  {
    rule: 'placement',
    name: 'a database elsewhere',
    app: NEEDING,
    environment: 'placement:\n  jobs: compose\n',
    at: 'envs/test.yaml:2:9',
    path: 'placement.jobs',
    message: 'jobs (compose) needs db (kubernetes), and cannot reach it from there',
    mend: { file: 'environment', from: '  jobs: compose', to: '  jobs: compose\n  db: compose' },
  },
  {
    rule: 'placement',
    name: 'a generated secret in two places',
    app: SHARED,
    environment: 'placement:\n  jobs: compose\n',
    at: 'envs/test.yaml:2:9',
    path: 'placement.jobs',
    message: 'jobs (compose) and web (kubernetes) read the generated secret signing',
    mend: { file: 'app', from: 'generate: 64', to: 'generate: false' },
  },
];
