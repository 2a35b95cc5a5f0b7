import { expect, test } from '@jest/globals';
import { WEB } from '../../model/rules/rule-case';
import { edgeAnnotations, edgeObjects } from '../../support/edge';
import { loadTexts } from '../../support/project';

const edge = (acme: string, rest = ''): string => `{ kind: ingress, headers: false, tls: { acme: ${acme} }${rest} }`;

test('an Issuer of the namespace answers by the class of the routes, and the Ingresses name it', () => {
  const wanted = edge('{ email: edge@shop.org, server: production }', ', className: public');
  expect(edgeObjects(wanted, 'Issuer')).toMatchObject([
    {
      apiVersion: 'cert-manager.io/v1',
      metadata: { name: 'acme', namespace: 'shop-test' },
      spec: {
        acme: {
          email: 'edge@shop.org',
          server: 'https://acme-v02.api.letsencrypt.org/directory',
          privateKeySecretRef: { name: 'acme-account' },
          solvers: [{ http01: { ingress: { ingressClassName: 'public' } } }],
        },
      },
    },
  ]);
  expect(edgeAnnotations(wanted)).toEqual({ 'cert-manager.io/issuer': 'acme' });
  expect(edgeObjects(wanted, 'Ingress').map(({ spec }) => spec.tls[0].secretName)).toEqual(['api-tls', 'web-tls']);
});

test.each([
  ['{ email: edge@shop.org }', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
  ['{ email: edge@shop.org, server: "https://ca.shop.org/acme" }', 'https://ca.shop.org/acme'],
])('%s asks %s', (acme, server) => {
  expect(edgeObjects(edge(acme), 'Issuer').map(({ spec }) => spec.acme.server)).toEqual([server]);
});

test('a ClusterIssuer is only named', () => {
  const given = '{ kind: ingress, headers: false, tls: { issuer: le } }';
  expect(edgeObjects(given, 'Issuer')).toEqual([]);
  expect(edgeAnnotations(given)).toEqual({ 'cert-manager.io/cluster-issuer': 'le' });
});

test('the answer to a challenge gets in', () => {
  const names = edgeObjects(edge('{ email: edge@shop.org }'), 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(names).toContain('allow-acme-solver');
});

test.each([
  ['{ server: staging }', 'edge.tls.acme.email'],
  ['{ email: nobody }', 'edge.tls.acme.email'],
  ['{ email: edge@shop.org, server: live }', 'edge.tls.acme.server'],
])('%s is refused', (acme, path) => {
  const { issues } = loadTexts(WEB, `domain: shop.org\nedge: ${edge(acme)}\n`);
  expect(issues.map((issue) => issue.path)).toEqual([path]);
});

test.each(['a "b"', 'a $b', 'a {b}', 'a\\b', '100%', 'a\tb'])('a policy with %j is refused', (policy) => {
  const { issues } = loadTexts(
    WEB,
    `edge: { kind: ingress, headers: { contentSecurityPolicy: ${JSON.stringify(policy)} } }\n`,
  );
  expect(issues.map(({ path }) => path?.startsWith('edge.headers'))).toEqual([true]);
});
