import { expect, test } from '@jest/globals';
import { edgeLosses } from '../../../emit/edge-losses';
import { edgeAnnotations, edgeModel, edgeObjects } from '../../support/edge';

const PREFIX = 'nginx.ingress.kubernetes.io';
const NGINX = 'kind: ingress, className: nginx';

test('headers that nobody wrote are left out and declared: the controller would answer 503', () => {
  const edge = `{ ${NGINX} }`;
  expect(edgeAnnotations(edge)).toEqual({});
  expect(edgeObjects(edge, 'ConfigMap')).toEqual([]);
  expect(edgeLosses(edgeModel(edge))).toEqual([['edge.headers', expect.stringContaining('none is set until')]]);
});

test('written headers go into a ConfigMap that changes its name with them, never into a snippet', () => {
  const edge = (headers: string): string => `{ ${NGINX}, headers: ${headers} }`;
  const [map] = edgeObjects(edge('{}'), 'ConfigMap');
  expect(map.data).toEqual({
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
  });
  expect(map.metadata.name).toMatch(/^security-headers-[0-9a-f]{10}$/);
  expect(edgeAnnotations(edge('{}'))).toEqual({ [`${PREFIX}/custom-headers`]: `shop-test/${map.metadata.name}` });
  const [other] = edgeObjects(edge('{ frameOptions: DENY }'), 'ConfigMap');
  expect(other.metadata.name).not.toBe(map.metadata.name);
  expect(edgeLosses(edgeModel(edge('{}')))).toEqual([
    [
      'edge.controller',
      expect.stringMatching(
        /global-allowed-response-headers .* Referrer-Policy,X-Content-Type-Options,X-Frame-Options$/,
      ),
    ],
  ]);
});

test.each([
  [50, 100, '2', []],
  [20, 50, '3', [['edge.rateLimit.burst', expect.stringContaining('60')]]],
  [20, 5, '1', [['edge.rateLimit.burst', expect.stringContaining('20')]]],
])('%d requests a second with bursts of %d: a multiplier of %s', (requests, burst, multiplier, losses) => {
  const edge = `{ ${NGINX}, headers: false, rateLimit: { requestsPerSecond: ${requests}, burst: ${burst} } }`;
  expect(edgeAnnotations(edge)).toEqual({
    [`${PREFIX}/limit-rps`]: String(requests),
    [`${PREFIX}/limit-burst-multiplier`]: multiplier,
  });
  expect(edgeLosses(edgeModel(edge))).toEqual(losses);
});
