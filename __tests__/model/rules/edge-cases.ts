import { type RuleCase, WEB } from './rule-case';

const ROUTED = `${WEB}    route: { host: www }\n`;
const ACME = 'acme: { email: edge@shop.org }';

/** The rule about the way in. */
export const EDGE_CASES: readonly RuleCase[] = [
  {
    rule: 'edge',
    name: 'two who make the certificates',
    app: ROUTED,
    environment: `domain: shop.org\nedge: { kind: ingress, tls: { issuer: le, ${ACME} } }\n`,
    at: 'envs/test.yaml:2:29',
    path: 'edge.tls',
    message: 'issuer and acme cannot make the same certificate',
    mend: { file: 'environment', from: 'issuer: le, ', to: '' },
  },
  {
    rule: 'edge',
    name: 'nobody who makes the certificates',
    app: ROUTED,
    environment: 'domain: shop.org\nedge: { kind: ingress, tls: {} }\n',
    at: 'envs/test.yaml:2:29',
    path: 'edge.tls',
    message: 'nobody makes the certificates',
    mend: { file: 'environment', from: 'tls: {}', to: `tls: { ${ACME} }` },
  },
  {
    rule: 'edge',
    name: 'ACME for localhost',
    app: ROUTED,
    environment: `domain: localhost\nedge: { kind: ingress, tls: { ${ACME} } }\n`,
    at: 'envs/test.yaml:2:37',
    path: 'edge.tls.acme',
    message: 'nobody can prove localhost to an ACME server',
    mend: { file: 'environment', from: 'domain: localhost', to: 'domain: shop.org' },
  },
  {
    rule: 'edge',
    name: 'ACME for a wildcard',
    app: `${WEB}    route: { path: / }\n`,
    environment: `domain: "*.shop.org"\nedge: { kind: ingress, tls: { ${ACME} } }\n`,
    at: 'envs/test.yaml:2:37',
    path: 'edge.tls.acme',
    message: 'HTTP-01 proves no wildcard such as *.shop.org',
    mend: { file: 'environment', from: '"*.shop.org"', to: 'shop.org' },
  },
  {
    rule: 'edge',
    name: 'HSTS without TLS',
    app: ROUTED,
    environment: 'domain: shop.org\nedge: { kind: ingress, headers: { hsts: 86400 } }\n',
    at: 'envs/test.yaml:2:41',
    path: 'edge.headers.hsts',
    message: 'browsers ignore HSTS without TLS',
    mend: { file: 'environment', from: 'hsts: 86400', to: 'hsts: false' },
  },
  {
    rule: 'edge',
    name: 'HSTS where the Gateway has no TLS',
    app: ROUTED,
    environment:
      'domain: shop.org\nedge: { kind: gateway, gateway: { name: a, namespace: b }, tls: false, headers: { hsts: 86400 } }\n',
    at: 'envs/test.yaml:2:89',
    path: 'edge.headers.hsts',
    message: 'browsers ignore HSTS without TLS',
    mend: { file: 'environment', from: 'tls: false', to: 'tls: true' },
  },
  {
    rule: 'external-probe',
    name: 'a probe over HTTP of a WebSocket',
    app: `${WEB}    needs: [chain]\nexternals:\n  chain:\n    endpoints: { main: "wss://chain.shop.org" }\n    probe: { kind: http }\n`,
    environment: 'domain: shop.org\n',
    at: 'app.yaml:11:24',
    path: 'externals.chain.endpoints.main',
    message: 'chain has a probe, which asks over HTTP',
    mend: { file: 'app', from: 'wss://', to: 'https://' },
  },
];
