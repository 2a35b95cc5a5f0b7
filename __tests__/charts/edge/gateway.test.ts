import { expect, test } from '@jest/globals';
import { edgeLosses } from '../../../emit/edge-losses';
import { WEB } from '../../model/rules/rule-case';
import { edgeModel, edgeObjects } from '../../support/edge';
import { loadTexts } from '../../support/project';

const GATEWAY = 'kind: gateway, gateway: { name: public, namespace: gateways }';

test('headers are a filter of each route, and a limit is a declared loss', () => {
  const edge = `{ ${GATEWAY}, rateLimit: { requestsPerSecond: 50, burst: 100 } }`;
  const filter = {
    type: 'ResponseHeaderModifier',
    responseHeaderModifier: {
      set: [
        { name: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
        { name: 'Strict-Transport-Security', value: 'max-age=31536000' },
        { name: 'X-Content-Type-Options', value: 'nosniff' },
        { name: 'X-Frame-Options', value: 'SAMEORIGIN' },
      ],
    },
  };
  const filters = edgeObjects(edge, 'HTTPRoute').map(({ spec }) => spec.rules[0].filters);
  expect(filters).toEqual([[filter], [filter]]);
  expect(edgeLosses(edgeModel(edge)).map(([path]) => path)).toEqual(['edge.kind', 'edge.rateLimit']);
});

test('without headers there is no filter', () => {
  const [route] = edgeObjects(`{ ${GATEWAY}, headers: false }`, 'HTTPRoute');
  expect(route.spec.rules[0]).not.toHaveProperty('filters');
});

test('an issuer at a Gateway is refused, with the reason', () => {
  const { issues } = loadTexts(WEB, `edge: { ${GATEWAY}, tls: { acme: { email: edge@shop.org } } }\n`);
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({ path: 'edge.tls', message: expect.stringContaining('the Gateway terminates TLS') });
});
