import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { createServer, type Server } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../../checks/live/check';
import { certificates } from '../../../checks/live/networking/certificates';
import { run } from '../../../lib/exec';
import { findTestTool } from '../../../tools/find';
import { contextWith, modelOf, resultsOf, staging, statuses } from './support/context';

const HOSTS = ['admin', 'api', 'app'].map((name) => `${name}.staging.pfm-app.local`);
const DAY = 24 * 60 * 60 * 1000;
const openssl = findTestTool('openssl');
const withOpenssl = openssl === undefined ? describe.skip : describe;

let folder = '';
let server: Server | undefined;

/** Makes a certificate that signs itself, for these hosts and 90 days. */
async function certificate(name: string, hosts: readonly string[]): Promise<void> {
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=test`.split(' ');
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)];
  const result = await run(openssl ?? '', [...words, '-addext', `subjectAltName=${names}`, ...files], { env });
  if (result.status !== 'exited' || result.code !== 0) throw new Error(JSON.stringify(result));
}

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** What is said while a server presents a certificate; `days` are those that have passed since it was made. */
async function judged(name: string, { days = 0, trusts = true } = {}): Promise<readonly CheckResult[]> {
  server = createServer({ key: read(`${name}.key`), cert: read(`${name}.crt`) }, (socket) => socket.end());
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const authorities = trusts ? { authorities: [read(`${name}.crt`)] } : {};
  const context = contextWith({
    now: () => new Date(Date.now() + days * DAY),
    tlsEndpoint: () => ({ host: '127.0.0.1', port, ...authorities }),
  });
  return resultsOf(certificates, context);
}

withOpenssl('certificates', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'manifold-tls-'));
    await certificate('good', HOSTS);
    await certificate('other', ['somewhere.else.example']);
  }, 30_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => {
    server?.close();
  });

  test('pass for every host of a route', async () => {
    const results = await judged('good');
    expect(statuses(results)).toEqual({ passed: 3 });
    expect(results.map(({ message }) => message).sort()).toEqual(
      HOSTS.map((host) => expect.stringMatching(`^the certificate of ${host} is good for (89|90) days$`)),
    );
  });

  test.each([
    ['one that nobody trusts', 'good', { trusts: false }, 'it is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['one for another host', 'other', {}, 'it is not trusted: ERR_TLS_CERT_ALTNAME_INVALID'],
    ['one that ends soon', 'good', { days: 77 }, 'it expires in 12 days'],
    ['one that has ended', 'good', { days: 100 }, 'it has expired'],
  ])('%s fails', async (_what, name, options, detail) => {
    const results = await judged(name, options);
    expect(statuses(results)).toEqual({ failed: 3 });
    expect(results[0]?.details?.join()).toContain(detail);
  });
});

test('a host where nothing listens fails', async () => {
  const tlsEndpoint = () => ({ host: '127.0.0.1', port: 1 });
  const results = await resultsOf(certificates, contextWith({ tlsEndpoint }));
  expect(statuses(results)).toEqual({ failed: 3 });
  expect(results[0]?.message).toContain('ECONNREFUSED');
});

test('without TLS and without routes there is nothing to ask', async () => {
  const development = await resultsOf(certificates, contextWith({ model: modelOf('development') }));
  expect(development).toEqual([{ status: 'skipped', message: 'the environment has no TLS' }]);
  const components = staging.components.map(({ route: _, ...component }) => component);
  const without = await resultsOf(certificates, contextWith({ model: { ...staging, components } }));
  expect(without).toEqual([{ status: 'skipped', message: 'the environment has no routes' }]);
});
