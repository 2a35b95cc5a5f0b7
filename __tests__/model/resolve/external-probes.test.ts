import { expect, test } from '@jest/globals';
import { PROBER, probedExternals } from '../../../model/derive/external-probes';
import { deriveNetwork } from '../../../model/derive/network';
import type { Model } from '../../../model/model';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  api: { kind: worker, image: "shop/api:1", needs: [chain, maps] }
externals:
  chain: { endpoints: { main: "https://chain.example:8443/rpc" }, probe: { kind: http, body: "\${literal}" } }
  maps: { endpoints: { main: "https://maps.example" } }
secrets: { chain: { keys: { url: { generate: false } } } }
`;
const WATCHED = 'domain: shop.test\nmonitoring: { kind: operator }\n';

function model(environment: string, app = APP): Model {
  const [loaded] = loadTexts(app, environment).environments;
  if (loaded === undefined) throw new Error('no model');
  return loaded.model;
}

test('an environment without monitoring asks nothing', () => {
  expect(model('domain: shop.test\n').components.map(({ name }) => name)).toEqual(['api']);
});

test('what asks has a way out to what it asks alone, and takes texts as they are', () => {
  const found = model(WATCHED);
  expect(deriveNetwork(found).egress.filter(({ from }) => from === PROBER)).toEqual([
    { from: PROBER, to: 'chain', port: 8443, cidrs: [] },
  ]);
  const prober = found.components.find(({ name }) => name === PROBER);
  expect(prober?.purpose).toBe('monitoring');
  const value = prober?.variables[0]?.value;
  const text = value?.kind === 'literal' ? value.text : '';
  expect(JSON.parse(text)).toEqual({
    modules: {
      chain: {
        prober: 'http',
        timeout: '10s',
        http: { method: 'GET', preferred_ip_protocol: 'ip4', body: '${literal}' },
      },
    },
  });
});

test('a URL that is a secret is never asked', () => {
  const found = model(`${WATCHED}externals: { chain: { urlSecret: { secret: chain, key: url } } }\n`);
  expect(found.components.some(({ name }) => name === PROBER)).toBe(false);
  expect(probedExternals(found).externals).toEqual([]);
});

test('a component of the name takes its place', () => {
  const own = `  ${PROBER}: { kind: worker, image: "own/prober:1", ports: { metrics: 9999 }, needs: [chain] }\n`;
  const found = model(WATCHED, APP.replace('externals:\n', `${own}externals:\n`));
  expect(found.components.find(({ name }) => name === PROBER)?.image.text).toBe('own/prober:1');
  expect(probedExternals(found)).toMatchObject({ port: 9999, externals: [{ name: 'chain' }] });
});
