import { expect, test } from '@jest/globals';
import { edgeAnnotations, edgeObjects } from '../../support/edge';

const KEY = 'traefik.ingress.kubernetes.io/router.middlewares';
const LIMIT = 'rateLimit: { requestsPerSecond: 50, burst: 100 }';

function specs(edge: string): unknown {
  return Object.fromEntries(edgeObjects(edge, 'Middleware').map(({ metadata, spec }) => [metadata.name, spec]));
}

test('headers are on by default, without HSTS where there is no TLS', () => {
  const edge = '{ kind: ingress }';
  expect(specs(edge)).toEqual({
    'security-headers': {
      headers: {
        customResponseHeaders: {
          'Referrer-Policy': 'strict-origin-when-cross-origin',
          'X-Content-Type-Options': 'nosniff',
          'X-Frame-Options': 'SAMEORIGIN',
        },
      },
    },
  });
  expect(edgeAnnotations(edge)).toEqual({ [KEY]: 'shop-test-security-headers@kubernetescrd' });
});

test('HSTS comes with TLS, and every field takes the place of its default', () => {
  const custom = (edge: string) =>
    edgeObjects(edge, 'Middleware').map(({ spec }) => spec.headers.customResponseHeaders);
  expect(custom('{ kind: ingress, tls: { issuer: le } }')).toMatchObject([
    { 'Strict-Transport-Security': 'max-age=31536000' },
  ]);
  const headers =
    "{ hsts: 60, contentTypeNosniff: false, frameOptions: none, referrerPolicy: origin, contentSecurityPolicy: default-src 'self' }";
  expect(custom(`{ kind: ingress, tls: { issuer: le }, headers: ${headers} }`)).toEqual([
    {
      'Content-Security-Policy': "default-src 'self'",
      'Referrer-Policy': 'origin',
      'Strict-Transport-Security': 'max-age=60',
    },
  ]);
});

test('a limit stands inside of the headers, so that a refusal has them too', () => {
  const edge = `{ kind: ingress, ${LIMIT} }`;
  expect(specs(edge)).toMatchObject({ 'rate-limit': { rateLimit: { average: 50, burst: 100 } } });
  expect(edgeAnnotations(edge)[KEY]).toBe(
    'shop-test-security-headers@kubernetescrd,shop-test-rate-limit@kubernetescrd',
  );
});

test('headers: false leaves them out, and the limit stays', () => {
  const edge = `{ kind: ingress, headers: false, ${LIMIT} }`;
  expect(Object.keys(specs(edge) as object)).toEqual(['rate-limit']);
  expect(edgeAnnotations(edge)).toEqual({ [KEY]: 'shop-test-rate-limit@kubernetescrd' });
  expect(edgeAnnotations('{ kind: ingress, headers: false }')).toEqual({});
});

test('a class of another name has no objects, unless the controller is named', () => {
  expect(specs(`{ kind: ingress, className: cloud, ${LIMIT} }`)).toEqual({});
  expect(edgeAnnotations(`{ kind: ingress, className: cloud, ${LIMIT} }`)).toEqual({});
  const named = specs(`{ kind: ingress, className: cloud, controller: traefik, ${LIMIT} }`);
  expect(Object.keys(named as object).sort()).toEqual(['rate-limit', 'security-headers']);
});
