import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../../checks/live/check';
import { httpEndpoints } from '../../../checks/live/networking/http-endpoints';
import { networkPolicies } from '../../../checks/live/networking/network-policies';
import type { Running } from '../../../deploy/running';
import { synthesizeManifests } from '../../../emit/synth';
import { UserError } from '../../../lib/errors';
import { contextWith, failure, MODELS, resultsOf, staging, statuses, type TestContext } from './support/context';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('http-endpoints', () => {
  const asked: string[] = [];
  let closed = 0;

  /** An environment whose components all answer with this status; 0 is no answer. */
  async function answering(statusOf: (path: string) => number): Promise<TestContext> {
    asked.length = 0;
    closed = 0;
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const status = statusOf(request.url ?? '');
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { location: '/elsewhere' }).end('ok');
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const open: Running['open'] = async () => ({ host: '127.0.0.1', port, close: async () => void closed++ });
    const context = contextWith();
    return { ...context, running: { ...context.running, open } };
  }

  test.each([200, 204, 302, 399])('%i passes, without following it', async (status) => {
    const results = await resultsOf(httpEndpoints, await answering(() => status));
    expect(statuses(results)).toEqual({ passed: 3 });
    expect(asked.sort()).toEqual(['/', '/', '/health']);
    expect(closed).toBe(3);
  });

  test.each([400, 404, 500, 503])('%i fails', async (status) => {
    const results = await resultsOf(httpEndpoints, await answering((path) => (path === '/health' ? status : 200)));
    expect(failure(results).message).toBe(`backend answers /health with ${status}`);
    expect(closed).toBe(3);
  });

  test('a connection that ends without an answer fails, and the port is closed', async () => {
    const results = await resultsOf(httpEndpoints, await answering((path) => (path === '/health' ? 0 : 200)));
    expect(failure(results).message).toMatch(/^backend does not answer \/health: /);
    expect(closed).toBe(3);
  });

  test('a port that cannot be opened fails; a bug is thrown', async () => {
    const results = await resultsOf(httpEndpoints, contextWith());
    expect(statuses(results)).toEqual({ failed: 3 });
    expect(results[0]?.message).toBe('backend cannot be reached on port 3000: this environment lets nobody in');
    const context = contextWith();
    const running = { ...context.running, open: () => Promise.reject(new TypeError('a bug')) };
    await expect(resultsOf(httpEndpoints, { ...context, running })).rejects.toThrow('a bug');
  });
});

describe('network-policies', () => {
  const artifacts = synthesizeManifests(MODELS);
  const names = [
    'default-deny',
    'allow-dns',
    'allow-acme-solver',
    'backend',
    'external-probes',
    'frontend-admin',
    'frontend-member',
    'postgres',
    'postgres-backup',
    'postgres-drill',
    'postgres-exporter',
    'redis-backup',
    'redis-drill',
    'redis-exporter',
    'allow-metrics',
    'redis',
    'loki',
    'alloy',
  ];

  async function withPolicies(found: readonly string[]): Promise<readonly CheckResult[]> {
    return resultsOf(networkPolicies, contextWith({ artifacts, objects: async () => found }));
  }

  test('passes when all are there, among others', async () => {
    expect(await withPolicies([...names, 'of-somebody-else'])).toEqual([
      { status: 'passed', message: '18 network policies are there' },
    ]);
  });

  test('names those that are missing', async () => {
    const found = names.filter((name) => name !== 'default-deny' && name !== 'redis');
    expect(failure(await withPolicies(found))).toEqual({
      status: 'failed',
      message: '2 of 18 network policies are missing',
      details: ['default-deny', 'redis'],
    });
  });

  test('a cluster that gives no answer, manifests without any, and nobody to ask are failures', async () => {
    const refuse = () => Promise.reject(new UserError('the cluster gave no list'));
    const silent = await resultsOf(networkPolicies, contextWith({ artifacts, objects: refuse }));
    expect(failure(silent).message).toBe('the cluster gave no list');
    const empty = await resultsOf(networkPolicies, contextWith({ objects: async () => names }));
    expect(failure(empty).message).toBe('the manifests hold no NetworkPolicy');
    expect(statuses(await resultsOf(networkPolicies, contextWith({ artifacts })))).toEqual({ failed: 1 });
  });

  test('is skipped where the environment wants none', async () => {
    const model = { ...staging, environment: { ...staging.environment, networkPolicy: false } };
    expect(statuses(await resultsOf(networkPolicies, contextWith({ model, artifacts })))).toEqual({ skipped: 1 });
    expect(statuses(await resultsOf(networkPolicies, contextWith({ method: 'compose' })))).toEqual({ skipped: 1 });
  });
});
