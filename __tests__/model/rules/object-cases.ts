import { type RuleCase, WEB } from './rule-case';

const CLAIMS = `${WEB}    volumes:
      a-b: { path: /data, size: 1Gi, accessMode: ReadWriteMany }
  web-a:
    kind: worker
    image: shop/web:1
    volumes:
      b: { path: /data, size: 1Gi, accessMode: ReadWriteMany }
`;

const API = '  api:\n    kind: worker\n    image: shop/api:1\n    ports: { http: 9090 }\n';

const LONG_SECRET = 's'.repeat(57);

/** Rules about the names and sizes of the objects that are made. */
export const OBJECT_CASES: readonly RuleCase[] = [
  {
    rule: 'duplicates',
    name: 'the name of a NetworkPolicy for all pods',
    app: WEB.replace('  web:', '  default-deny:'),
    environment: '',
    at: 'app.yaml:3:3',
    path: 'components.default-deny',
    message: 'the name default-deny is that of a NetworkPolicy for all pods',
    mend: { file: 'app', from: 'default-deny:', to: 'deny:' },
  },
  {
    rule: 'duplicates',
    name: 'two volumes of one claim',
    app: CLAIMS,
    environment: '',
    at: 'app.yaml:14:7',
    path: 'components.web-a.volumes.b',
    message: 'the volume b of web-a and a-b of web are one claim, web-a-b',
    mend: { file: 'app', from: '      b:', to: '      c:' },
  },
  {
    rule: 'duplicates',
    name: 'a volume with the name of a writable path',
    app: `${WEB}    volumes:
      writable-0: { path: /data, size: 1Gi }
    writablePaths: [/tmp]
`,
    environment: '',
    at: 'app.yaml:9:7',
    path: 'components.web.volumes.writable-0',
    message: 'a writable path or a mounted Secret has the volume writable-0 already',
    mend: { file: 'app', from: 'writable-0', to: 'data' },
  },
  {
    rule: 'duplicates',
    name: 'a Secret with the name of a certificate',
    app: `${WEB}    route: {}\n    environment: { KEY: { secret: web-tls, key: a } }\nsecrets:\n  web-tls: { keys: { a: {} } }\n`,
    environment: 'domain: shop.test\nedge: { kind: ingress, tls: { issuer: le } }\n',
    at: 'app.yaml:11:3',
    path: 'secrets.web-tls',
    message: 'the Secret web-tls is that of the certificate of web',
    mend: { file: 'environment', from: 'issuer: le', to: 'secretName: given' },
  },
  {
    rule: 'duplicates',
    name: 'a database with the name of the ACME account',
    app: `${WEB}    needs: [acme-account]\n    route: {}\nbackingServices:\n  acme-account: { engine: redis, image: "redis:7" }\n`,
    environment: 'domain: shop.test\nedge: { kind: ingress, tls: { acme: { email: a@shop.test } } }\n',
    at: 'app.yaml:11:3',
    path: 'backingServices.acme-account',
    message: 'the Secret acme-account is that of the account of edge.tls.acme',
    mend: { file: 'environment', from: 'acme: { email: a@shop.test }', to: 'issuer: le' },
  },
  {
    rule: 'name-length',
    name: 'a Secret that is mounted',
    app: `${WEB}    environment: { KEY: { secret: ${LONG_SECRET}, key: a, as: file } }\nsecrets:\n  ${LONG_SECRET}: { keys: { a: {} } }\n`,
    environment: '',
    at: 'app.yaml:10:3',
    path: `secrets.${LONG_SECRET}`,
    message: `the name secret-${LONG_SECRET} has 64 characters`,
    mend: { file: 'app', from: ', as: file', to: '' },
  },
  {
    rule: 'config-size',
    name: 'a variable that no process can have',
    app: `${WEB}    environment: { MAP: "${'x'.repeat(131_068)}" }\n`,
    environment: '',
    at: 'app.yaml:8:25',
    path: 'components.web.environment.MAP',
    message: 'web: MAP has 131073 bytes',
    mend: { file: 'app', from: '"x', to: '"' },
  },
  {
    rule: 'config-size',
    name: 'variables that no ConfigMap can have',
    app: `${WEB}    environment: ${JSON.stringify({ A: '<'.repeat(20_000), B: 'x'.repeat(130_000), C: '"'.repeat(5_067) })}\n`,
    environment: '',
    at: 'app.yaml:8:5',
    path: 'components.web.environment',
    message: 'web: all variables have 260156 bytes',
    mend: { file: 'app', from: 'x'.repeat(100), to: '' },
  },
  {
    rule: 'undeclared-need',
    name: 'of an argument',
    app: `${WEB}    args: [serve, "--api=\${components.api.url}"]\n${API}`,
    environment: '',
    at: 'app.yaml:8:19',
    path: 'components.web.args[1]',
    message: 'web: args refers to api, which is not among its needs',
    mend: { file: 'app', from: '    args', to: '    needs: [api]\n    args' },
  },
  {
    rule: 'undeclared-need',
    name: 'of a probe',
    app: `${WEB.replace('http: { path: / }', 'exec: [ask, "${components.api.host}"]')}${API}`,
    environment: '',
    at: 'app.yaml:7:40',
    path: 'components.web.health.readiness.exec[1]',
    message: 'web: health.readiness.exec refers to api, which is not among its needs',
    mend: { file: 'app', from: '    health', to: '    needs: [api]\n    health' },
  },
  {
    rule: 'build-time-variable',
    name: 'a password in an image',
    app: `${WEB}    needs: [db]\n    buildArguments: { TOKEN: "\${db.password}" }\nbackingServices:\n  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }\n`,
    environment: '',
    at: 'app.yaml:9:30',
    path: 'components.web.buildArguments.TOKEN',
    message: 'web: TOKEN would bake a secret into the image',
    mend: { file: 'app', from: 'buildArguments', to: 'environment' },
  },
];
