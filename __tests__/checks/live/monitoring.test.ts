import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { containersReady } from '../../../checks/live/monitoring/containers-ready';
import { healthResults } from '../../../checks/live/monitoring/health-results';
import { restarts } from '../../../checks/live/monitoring/restarts';
import type { RunningContainer } from '../../../deploy/running';
import { contextWith, failure, resultsOf, staging, statuses } from './support/context';

function changeRedis(change: Partial<RunningContainer>): (all: RunningContainer[]) => RunningContainer[] {
  return (all) => all.map((each) => (each.workload === 'redis' ? { ...each, ...change } : each));
}

describe('containers-ready', () => {
  test('passes when all are ready', async () => {
    expect(statuses(await resultsOf(containersReady, contextWith()))).toEqual({ passed: 5 });
  });

  test('fails for one that is not, and for one that is not there', async () => {
    const unready = contextWith({ containers: changeRedis({ isReady: false }) });
    expect(failure(await resultsOf(containersReady, unready)).message).toBe('redis-0 is not ready');
    const nothing = await resultsOf(containersReady, contextWith({ containers: () => [] }));
    expect(statuses(nothing)).toEqual({ failed: 5 });
  });

  test('fails for one of several that waits for a node, and for fewer than the model says', async () => {
    const missing = [{ workload: 'backend', id: 'backend-1', reason: '0/1 nodes are available' }];
    expect(failure(await resultsOf(containersReady, contextWith({ missing }))).message).toBe(
      'backend-1 does not run: 0/1 nodes are available',
    );
    const components = staging.components.map((each) => ({ ...each, autoscaling: undefined, replicas: 2 }));
    const model = { ...staging, components: components.filter(({ name }) => name === 'backend') };
    expect(failure(await resultsOf(containersReady, contextWith({ model }))).message).toBe(
      'backend has 1 containers, and the model says 2',
    );
  });

  test('what runs only at times may have no container', async () => {
    const run = { backoffLimit: 1, deadlineSeconds: 60, concurrency: 'Forbid' } as const;
    const model = { ...staging, components: staging.components.map((component) => ({ ...component, run })) };
    const ended = await resultsOf(containersReady, contextWith({ model }));
    expect(statuses(ended)).toEqual({ skipped: 3, passed: 2 });
    const container = { workload: 'backend', id: 'backend-x', image: 'x', isReady: false, restarts: 0 };
    const failed = await resultsOf(containersReady, contextWith({ model, containers: (all) => [...all, container] }));
    expect(failed[0]).toEqual({ status: 'skipped', message: 'backend-x does not run now' });
  });
});

describe('restarts', () => {
  test.each([
    [2, { passed: 5 }],
    [3, { passed: 4, failed: 1 }],
  ])('%i', async (count, expected) => {
    const context = contextWith({ containers: changeRedis({ restarts: count }) });
    expect(statuses(await resultsOf(restarts, context))).toEqual(expected);
  });
});

describe('health-results', () => {
  let bin = '';
  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), 'manifold-docker-'));
    const program = `#!${execPath}
const id = process.argv.at(-1);
const health = JSON.parse(process.env.HEALTH);
if (!(id in health)) process.exit(1);
console.log(health[id]);
`;
    writeFileSync(join(bin, 'docker'), program);
    chmodSync(join(bin, 'docker'), 0o755);
  });
  afterAll(() => rmSync(bin, { recursive: true, force: true }));

  const healthy = Object.fromEntries(
    ['backend', 'frontend-admin', 'frontend-member', 'postgres', 'redis'].map((name) => [`${name}-0`, 'healthy']),
  );
  const context = (health: object, model = staging) =>
    contextWith({ method: 'compose', model, env: { PATH: bin, HEALTH: JSON.stringify(health) } });

  test('passes when Docker says healthy', async () => {
    expect(statuses(await resultsOf(healthResults, context(healthy)))).toEqual({ passed: 5 });
  });

  test.each(['unhealthy', 'starting', 'none'])('%s fails', async (health) => {
    const results = await resultsOf(healthResults, context({ ...healthy, 'redis-0': health }));
    expect(failure(results).message).toBe(`redis-0 has the health "${health}"`);
  });

  test('a container that Docker does not know, and no Docker at all', async () => {
    const { 'redis-0': _, ...rest } = healthy;
    expect(failure(await resultsOf(healthResults, context(rest))).message).toBe('redis-0: docker gives no health');
    const without = contextWith({ method: 'compose', env: { PATH: '/nowhere' } });
    expect(statuses(await resultsOf(healthResults, without))).toEqual({ failed: 5 });
  });

  test('a component that Docker cannot ask is skipped, and no cluster is asked', async () => {
    const components = staging.components.map(({ health: _, ...component }) => component);
    const results = await resultsOf(healthResults, context(healthy, { ...staging, components }));
    expect(statuses(results)).toEqual({ skipped: 3, passed: 2 });
    expect(statuses(await resultsOf(healthResults, contextWith()))).toEqual({ skipped: 1 });
  });
});
