import type { RuleCase } from './rule-case';

const WEB = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;
const EDGE = 'edge: { kind: ingress }\ndomain: shop.test\n';

/** The rule about the host of a Compose project. */
export const COMPOSE_CASES: readonly RuleCase[] = [
  {
    rule: 'compose-host',
    name: 'a subnet that is too small',
    app: WEB,
    environment: 'compose: { subnet: 10.9.0.0/28 }\n',
    at: 'envs/test.yaml:1:20',
    path: 'compose.subnet',
    message: '10.9.0.0/28 has no room for 2 networks of 16 addresses',
    mend: { file: 'environment', from: '/28', to: '/27' },
  },
  {
    rule: 'compose-host',
    name: 'a subnet of IPv6',
    app: WEB,
    environment: 'compose: { subnet: "fd00:1::/64" }\n',
    at: 'envs/test.yaml:1:20',
    path: 'compose.subnet',
    message: 'fd00:1::/64 is not IPv4',
    mend: { file: 'environment', from: '"fd00:1::/64"', to: '10.9.0.0/24' },
  },
  {
    rule: 'compose-host',
    name: 'one port for two services',
    app: WEB,
    environment: 'compose: { ports: { grafana: 9090 } }\n',
    at: 'envs/test.yaml:1:30',
    path: 'compose.ports.grafana',
    message: 'prometheus has the port 9090 of the host',
    mend: { file: 'environment', from: '9090', to: '9091' },
  },
  {
    rule: 'compose-host',
    name: 'the port of the edge for a component',
    app: `${WEB}    route: { host: www, path: / }\n`,
    environment: `${EDGE}compose: { ports: { components: { web: 443 } } }\n`,
    at: 'envs/test.yaml:3:40',
    path: 'compose.ports.components.web',
    message: 'https has the port 443 of the host',
    mend: { file: 'environment', from: 'web: 443', to: 'web: 8443' },
  },
  {
    rule: 'compose-host',
    name: 'a port for what is no web component',
    app: `${WEB}  worker: { kind: worker, image: "shop/worker:1" }\n`,
    environment: 'compose: { ports: { components: { worker: 8081 } } }\n',
    at: 'envs/test.yaml:1:43',
    path: 'compose.ports.components.worker',
    message: 'worker is no web component with a port',
    mend: { file: 'environment', from: 'worker: 8081', to: 'web: 8081' },
  },
  {
    rule: 'compose-host',
    name: 'the name of a service that every project has',
    app: WEB.replace('  web:', '  grafana:'),
    environment: '',
    at: 'app.yaml:3:3',
    path: 'components.grafana',
    message: 'a Compose project has a service grafana of its own',
    mend: { file: 'app', from: '  grafana:', to: '  graphs:' },
  },
  {
    rule: 'compose-host',
    name: 'the name of the service that owns volumes',
    app: `${WEB}  web-volumes: { kind: worker, image: "shop/worker:1" }\n`,
    environment: '',
    at: 'app.yaml:8:3',
    path: 'components.web-volumes',
    message: 'a Compose project has a service web-volumes of its own',
    mend: { file: 'app', from: 'web-volumes:', to: 'web-disks:' },
  },
];
