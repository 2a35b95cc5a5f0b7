import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findTestTool } from '../../tools/find';
import { loadTexts } from '../support/project';

const APP = `name: shop
components:
  api: { kind: worker, image: "shop/api:1", needs: [chain] }
externals:
  chain:
    endpoints: { main: "https://chain.example" }
    probe:
      kind: http
      method: POST
      headers: { Content-Type: application/json }
      body: '{"jsonrpc":"2.0","id":1,"method":"getHealth"}'
      failIfBodyNotMatches: ['"result"\\s*:\\s*"ok"']
      timeout: 2s
`;

/** What a node of Solana says in turn: it is well, it lags, and it is broken. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: object]>> = {
  '/ok': [200, { jsonrpc: '2.0', result: 'ok', id: 1 }],
  '/behind': [200, { jsonrpc: '2.0', error: { code: -32005, message: 'Node is behind by 300 slots' }, id: 1 }],
  '/broken': [500, { error: 'ok' }],
};

const tool = findTestTool('prometheus-blackbox-exporter');
const folder = mkdtempSync(join(tmpdir(), 'manifold-blackbox-'));
const asked: string[] = [];
let node: Server;
let exporter: ChildProcess | undefined;
let port = 0;

function configuration(): string {
  const { environments } = loadTexts(APP, 'domain: shop.test\nmonitoring: { kind: operator }\n');
  const prober = environments[0]?.model.components.find(({ name }) => name === 'external-probes');
  const value = prober?.variables.find(({ name }) => name === 'CONFIG')?.value;
  return value?.kind === 'literal' ? value.text : '';
}

/** A port that nothing has now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

async function probe(path: string): Promise<Readonly<Record<string, number>>> {
  const target = `http://127.0.0.1:${(node.address() as AddressInfo).port}${path}`;
  const answer = await fetch(`http://127.0.0.1:${port}/probe?module=chain&target=${encodeURIComponent(target)}`);
  const lines = (await answer.text()).split('\n').filter((line) => /^probe_\w+ /.test(line));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
}

(tool === undefined ? describe.skip : describe)('a real blackbox_exporter with the configuration of the model', () => {
  beforeAll(async () => {
    node = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push(`${request.method} ${request.headers['content-type']} ${Buffer.concat(chunks).toString()}`);
        const [status, body] = ANSWERS[request.url ?? ''] ?? [404, {}];
        response.writeHead(status).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
    const file = join(folder, 'blackbox.yml');
    writeFileSync(file, configuration());
    port = await freePort();
    exporter = spawn(tool ?? '', [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`], {
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 50; tries += 1) {
      const isUp = await fetch(`http://127.0.0.1:${port}/-/healthy`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) return;
      await wait(100);
    }
    throw new Error('blackbox_exporter does not take its configuration');
  });

  afterAll(() => {
    exporter?.kill();
    node.close();
    rmSync(folder, { recursive: true });
  });

  test('a node that is well', async () => {
    expect(await probe('/ok')).toMatchObject({ probe_success: 1, probe_failed_due_to_regex: 0 });
    expect(asked.at(-1)).toBe('POST application/json {"jsonrpc":"2.0","id":1,"method":"getHealth"}');
  });

  test('a node that lags', async () => {
    expect(await probe('/behind')).toMatchObject({ probe_success: 0, probe_failed_due_to_regex: 1 });
  });

  test('a node that is broken, or not there', async () => {
    expect(await probe('/broken')).toMatchObject({ probe_success: 0, probe_failed_due_to_regex: 0 });
    node.close();
    node.closeAllConnections();
    const gone = await fetch(
      `http://127.0.0.1:${port}/probe?module=chain&target=${encodeURIComponent('http://127.0.0.1:9')}`,
    );
    const text = await gone.text();
    expect(text).toContain('probe_success 0');
    expect(text).toContain('probe_failed_due_to_regex 0');
  });
});
