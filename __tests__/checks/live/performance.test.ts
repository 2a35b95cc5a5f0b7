import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../../checks/live/check';
import { answersUnderLoad } from '../../../checks/live/performance/answers-under-load';
import { httpLoader } from '../../../checks/live/performance/http-loader';
import type { LoadReport } from '../../../checks/live/performance/load-tool';
import { contextWith, resultsOf, statuses } from './support/context';

const GOOD: LoadReport = { requests: 1000, errors: 10, p50: 3, p95: 1000, p99: 2000 };
const load = { seconds: 1, connections: 2 };

async function judged(report: LoadReport): Promise<readonly CheckResult[]> {
  const context = contextWith({ load, loadTool: async () => report });
  const open = async () => ({ host: '127.0.0.1', port: 1, close: async () => {} });
  return resultsOf(answersUnderLoad, { ...context, running: { ...context.running, open } });
}

describe('answers-under-load', () => {
  test('passes with one error in a hundred and a second for 95 %', async () => {
    const results = await judged(GOOD);
    expect(statuses(results)).toEqual({ passed: 3 });
    expect(results[0]?.message).toBe('backend /health: 1000 requests, p50 3 ms, p95 1000 ms, p99 2000 ms');
  });

  test.each([
    [{ errors: 11 }, ['11 of 1000 requests failed']],
    [{ p95: 1001 }, ['p95 is over 1000 ms']],
    [{ requests: 0, errors: 0 }, undefined],
  ])('%j fails', async (change, details) => {
    const results = await judged({ ...GOOD, ...change });
    expect(statuses(results)).toEqual({ failed: 3 });
    expect(results[0]?.details).toEqual(details);
  });

  test('makes no load that was not asked for', async () => {
    const loadTool = () => Promise.reject(new Error('load was made'));
    expect(await resultsOf(answersUnderLoad, contextWith({ loadTool }))).toEqual([
      { status: 'skipped', message: 'pass --load' },
    ]);
  });
});

describe('the loader', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Requests at once, at most, and connections in all. */
  const seen = { now: 0, most: 0, connections: 0 };

  async function serve(answer: (count: number) => number): Promise<string> {
    Object.assign(seen, { now: 0, most: 0, connections: 0 });
    let count = 0;
    server = createServer((_request, response) => {
      seen.now++;
      seen.most = Math.max(seen.most, seen.now);
      const status = answer(count++);
      setTimeout(() => {
        seen.now--;
        if (status === 0) response.socket?.destroy();
        else response.writeHead(status).end('ok');
      }, 20);
    });
    server.on('connection', () => seen.connections++);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  test('keeps to its connections and its time, and measures what the server takes', async () => {
    const url = await serve(() => 200);
    const start = Date.now();
    const report = await httpLoader(url, { seconds: 1, connections: 3 });
    expect(Date.now() - start).toBeLessThan(5000);
    expect(seen.most).toBeLessThanOrEqual(3);
    expect(seen.connections).toBeLessThanOrEqual(3);
    expect(report.errors).toBe(0);
    expect(report.requests).toBeGreaterThan(5);
    expect(report.p50).toBeGreaterThanOrEqual(19);
    expect(report.p95).toBeGreaterThanOrEqual(report.p50);
    expect(report.p99).toBeGreaterThanOrEqual(report.p95);
  });

  test('counts bad statuses and broken connections', async () => {
    const url = await serve((count) => [200, 500, 0, 404][count % 4] ?? 200);
    const { requests, errors } = await httpLoader(url, { seconds: 1, connections: 2 });
    expect(errors).toBeGreaterThan(requests * 0.5);
    expect(errors).toBeLessThan(requests);
  });

  test('a port where nothing listens gives errors alone, and not by the thousand', async () => {
    const { requests, errors } = await httpLoader('http://127.0.0.1:1/', { seconds: 1, connections: 2 });
    expect(errors).toBe(requests);
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThan(100);
  });
});
