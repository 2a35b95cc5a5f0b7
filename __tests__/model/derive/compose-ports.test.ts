import { expect, test } from '@jest/globals';
import { composeHostPorts } from '../../../model/derive/compose-ports';
import { loadOrThrow } from '../../../model/load/load';
import { memoryProject } from '../../support/project';

const app = `name: shop
components:
${['a', 'b', 'c', 'd'].map((name) => `  ${name}: { kind: web, image: "shop/${name}:1", ports: { http: 8080 }, health: { readiness: { http: { path: / } } } }`).join('\n')}
`;

function portsOf(environment: string): Record<string, number> {
  const [loaded] = loadOrThrow(memoryProject({ 'app.yaml': app, 'envs/test.yaml': environment })).environments;
  return Object.fromEntries(loaded === undefined ? [] : composeHostPorts(loaded.model));
}

test('the first component has the port that several listen on', () => {
  expect(portsOf('')).toEqual({ a: 8080 });
});

test('a port that is given wins over the one that a component listens on', () => {
  expect(portsOf('compose: { ports: { components: { b: 8080, c: 9000 } } }\n')).toEqual({ b: 8080, c: 9000 });
});

test('a port of Prometheus or Grafana is nobody else’s', () => {
  expect(portsOf('compose: { ports: { prometheus: 8080 } }\n')).toEqual({});
});

test('several containers share no port', () => {
  expect(portsOf('components: { a: { replicas: 2 } }\n')).toEqual({ b: 8080 });
});
