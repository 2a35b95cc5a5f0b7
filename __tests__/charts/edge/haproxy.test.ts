import { expect, test } from '@jest/globals';
import { edgeLosses } from '../../../emit/edge-losses';
import { edgeAnnotations, edgeModel } from '../../support/edge';

test('headers are lines of one annotation, each in double quotes', () => {
  const headers = '{ frameOptions: DENY, contentSecurityPolicy: "default-src \'self\'; img-src *" }';
  const edge = `{ kind: ingress, className: haproxy, tls: { issuer: le }, headers: ${headers} }`;
  expect(edgeAnnotations(edge)).toEqual({
    'cert-manager.io/cluster-issuer': 'le',
    'haproxy.org/response-set-header': [
      `Content-Security-Policy "default-src 'self'; img-src *"`,
      'Referrer-Policy "strict-origin-when-cross-origin"',
      'Strict-Transport-Security "max-age=31536000"',
      'X-Content-Type-Options "nosniff"',
      'X-Frame-Options "DENY"',
      '',
    ].join('\n'),
  });
  expect(edgeLosses(edgeModel(edge))).toEqual([]);
});

test('the limit is of each second, and its burst is a declared loss', () => {
  const edge =
    '{ kind: ingress, className: haproxy, headers: false, rateLimit: { requestsPerSecond: 50, burst: 100 } }';
  expect(edgeAnnotations(edge)).toEqual({
    'haproxy.org/rate-limit-period': '1s',
    'haproxy.org/rate-limit-requests': '50',
    'haproxy.org/rate-limit-status-code': '429',
  });
  expect(edgeLosses(edgeModel(edge)).map(([path]) => path)).toEqual(['edge.rateLimit.burst']);
});
