import { describe, expect, test } from '@jest/globals';
import { healthCheck } from '../../../emit/compose/health';
import { loadOrThrow } from '../../../model/load/load';
import { memoryProject } from '../../support/project';

/** The health check of a web component on port 8080. */
function checkOf(health: string): ReturnType<typeof healthCheck> {
  const app = `name: shop
components:
  web: { kind: web, image: "shop/web:1", ports: { http: 8080 }, health: ${health} }
`;
  const [loaded] = loadOrThrow(memoryProject({ 'app.yaml': app, 'envs/test.yaml': '' })).environments;
  return healthCheck(loaded?.model.components[0]?.health);
}

const HTTP = 'readiness: { http: { path: "/ready?a=b" }, timeout: 4s }';

describe('the program that asks', () => {
  test.each([
    ['wget', HTTP, ['wget', '-q', '-T', '4', '-O', '/dev/null', 'http://127.0.0.1:8080/ready?a=b']],
    ['curl', HTTP, ['curl', '-sf', '--max-time', '4', '-o', '/dev/null', 'http://127.0.0.1:8080/ready?a=b']],
    ['wget', 'readiness: { tcp: {}, timeout: 2s }', ['nc', '-z', '-w', '2', '127.0.0.1', '8080']],
    ['none', 'readiness: { exec: [ask, "$it"] }', ['ask', '$it']],
  ])('%s, %s', (program, readiness, command) => {
    expect(checkOf(`{ program: ${program}, ${readiness} }`)?.test).toEqual(['CMD', ...command]);
  });

  test.each([
    ['none', HTTP],
    ['curl', 'readiness: { tcp: {} }'],
  ])('%s cannot ask %s', (program, readiness) => {
    expect(checkOf(`{ program: ${program}, ${readiness} }`)).toBeUndefined();
  });
});

test('a slow readiness and a quick start share the shorter interval, and unhealthy is as late as before', () => {
  const check = checkOf(`{ readiness: { http: { path: / }, period: 10s, failureThreshold: 3 },
    startup: { http: { path: / }, period: 4s, failureThreshold: 15 } }`);
  expect(check).toMatchObject({ interval: '4s', retries: 8, start_period: '60s' });
});
