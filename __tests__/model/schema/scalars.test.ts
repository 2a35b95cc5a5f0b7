import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cidr, contains, overlaps } from '../../../model/schema/scalars/cidr';
import { cpu, formatCpu } from '../../../model/schema/scalars/cpu';
import { cron } from '../../../model/schema/scalars/cron';
import { duration } from '../../../model/schema/scalars/duration';
import { host } from '../../../model/schema/scalars/host';
import { routePath } from '../../../model/schema/scalars/http-path';
import { imageReference, isPinned, withTag } from '../../../model/schema/scalars/image';
import { isAtLeast, kubernetesVersion } from '../../../model/schema/scalars/kubernetes-version';
import { formatMemory, memory } from '../../../model/schema/scalars/memory';
import { dnsLabel, envVarName, portName } from '../../../model/schema/scalars/names';
import { containerPath, projectPath } from '../../../model/schema/scalars/path';
import { port } from '../../../model/schema/scalars/port';
import { url } from '../../../model/schema/scalars/url';

interface Schema {
  safeParse(
    value: unknown,
  ): { success: true; data: unknown } | { success: false; error: { issues: { message: string; code: string }[] } };
}

function nearestOf(schema: Schema, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) throw new Error(`${String(value)} was accepted`);
  expect(result.error.issues).toHaveLength(1);
  return (result.error.issues[0] as { params?: { nearest?: string } }).params?.nearest;
}

describe.each<[string, Schema, unknown[], unknown[]]>([
  [
    'cpu',
    cpu,
    ['100m', '0.5', 2, '1.5', '.5', 0.25],
    ['-1', '', '1e3', '100M', '0', '0m', '0.0001', '1 ', ' 1', '1,5', 'x'],
  ],
  [
    'memory',
    memory,
    ['512Mi', '1Gi', '1G', '1.5Gi', 134217728, '100k'],
    ['512m', '512MB', '1GB', '1g', '-1Mi', '0', '', '0.3', '1.5', '512 Mi', '99999999999Pi'],
  ],
  ['duration', duration, ['30s', '5m', '1h30m', '7d'], ['', '0s', '30', '1.5h', '-5m', '5 m', '5M', '1m1h']],
  [
    'cron',
    cron,
    ['0 2 * * *', '*/5 * * * *', '0 0 1,15 * ?', '30 1 * * mon-fri', '@daily', '0 0 29 2 *'],
    [
      '* * * *',
      '* * * * * *',
      '60 * * * *',
      '0 24 * * *',
      '0 0 0 * *',
      '0 0 * 13 *',
      '0 0 * * 7',
      '0 0 L * *',
      '0 0 * * 1#2',
      '0 0 31 2 *',
      '5-1 * * * *',
      '*/0 * * * *',
      '@never',
      '',
    ],
  ],
  [
    'image',
    imageReference,
    [
      'nginx',
      'postgres:15-alpine',
      'ghcr.io/a/b:1',
      'registry.example:5000/a/b',
      `a/b@sha256:${'0'.repeat(64)}`,
      `a/b:1@sha256:${'f'.repeat(64)}`,
    ],
    ['', 'A/b', 'a b', 'a:', ':a', 'a@sha256:123', 'https://a/b', 'a/b:-x', 'a//b', '../a'],
  ],
  [
    'routePath',
    routePath,
    ['/', '/shop', '/a%20b', '/a:b@c', '/shop/'],
    ['', 'shop', '/shop?a=b', '/shop#a', '/a//b', '/a/../b', '/a b', 'https://x/shop'],
  ],
  [
    'cidr',
    cidr,
    ['10.0.0.0/16', '0.0.0.0/0', '10.1.2.3/32', 'fd00::/8', '::/0'],
    ['10.0.0.1/16', '10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'fd00::1/8', '10.0.0.0/-1', '10.0.0.0/08', ''],
  ],
  [
    'host',
    host,
    ['localhost', 'a.example', '*.example.com', 'xn--bcher-kva.example'],
    ['', 'http://a', 'a:80', 'a/b', 'A.example', 'a..b', '-a', 'a-', 'a.', 'bücher.example', 'a_b'],
  ],
  ['url', url, ['https://a.example', 'ws://a:1/x?y=z'], ['', 'a.example', 'ftp://a', 'https://', '//a']],
  ['port', port, [1, 65535, '3000'], [0, 65536, -1, 1.5, 'http', '']],
  [
    'container path',
    containerPath,
    ['/tmp', '/var/lib/x.d'],
    ['', 'tmp', '/a/../b', '/a\u2028/../b', '/a//b', '/', '/.'],
  ],
  ['project path', projectPath, ['db/init.sql', 'a'], ['', '/a', '../a', 'a/../b', 'a\\b', 'C:\\a', '.']],
  [
    'DNS label',
    dnsLabel,
    ['a', 'a-b', '0a', 'a'.repeat(63)],
    ['', 'A', 'a_b', '-a', 'a-', 'a'.repeat(64), 'constructor', 'ü'],
  ],
  ['variable name', envVarName, ['A', '_a1'], ['', '1A', 'A-B', 'A B', '__proto__']],
  ['port name', portName, ['http', 'a1', 'http-2'], ['', '80', 'a--b', '-a', 'HTTP', 'a'.repeat(16)]],
  ['Kubernetes version', kubernetesVersion, ['1.28', '1.30', '1.33'], ['1.27', '2.0', '1.3', 'v1.33', '1.33.1', '']],
])('%s', (_name, schema, accepted, refused) => {
  test.each(accepted.map((value) => [value]))('accepts %j', (value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });

  test.each(refused.map((value) => [value]))('refuses %j', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe('what was probably meant', () => {
  test.each<[Schema, unknown, string]>([
    [memory, '512m', '512Mi'],
    [memory, '512MB', '512Mi'],
    [duration, '30', '30s'],
    [imageReference, 'ghcr.io/Team/App', 'ghcr.io/team/app'],
    [cidr, '10.0.0.1/16', '10.0.0.0/16'],
    [host, 'https://app.example/x', 'app.example'],
    [host, 'bücher.example', 'xn--bcher-kva.example'],
    [kubernetesVersion, 'v1.33.1', '1.33'],
    [routePath, '/shop?a=b#c', '/shop'],
    [routePath, 'shop', '/shop'],
  ])('%# %s', (schema, written, meant) => {
    expect(nearestOf(schema, written)).toBe(meant);
    expect(schema.safeParse(meant).success).toBe(true);
  });
});

describe('quantities', () => {
  test('half a core is 500m', () => {
    expect(cpu.parse('0.5')).toEqual(cpu.parse('500m'));
    expect(cpu.parse('1000m').text).toBe('1');
  });

  test('G is 10^9 and Gi is 2^30', () => {
    expect(memory.parse('1G').bytes).toBe(1e9);
    expect(memory.parse('1Gi').bytes).toBe(2 ** 30);
  });

  test('what is formatted is read back as the same amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (amount) => {
        expect(cpu.parse(formatCpu(amount)).millicores).toBe(amount);
        expect(memory.parse(formatMemory(amount)).bytes).toBe(amount);
        expect(memory.parse(formatMemory(amount * 2 ** 20)).bytes).toBe(amount * 2 ** 20);
      }),
    );
  });
});

describe('networks', () => {
  const network = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
    .map(([address, prefix]) => {
      const first = prefix === 0 ? 0 : Number((BigInt(address) >> BigInt(32 - prefix)) << BigInt(32 - prefix));
      return cidr.parse(`${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`);
    });

  test('overlap is symmetric, and one of two that overlap holds the other', () => {
    fc.assert(
      fc.property(network, network, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a));
        expect(contains(a, a)).toBe(true);
      }),
    );
  });

  test('one version never overlaps the other', () => {
    expect(overlaps(cidr.parse('0.0.0.0/0'), cidr.parse('::/0'))).toBe(false);
  });
});

test('a tag is put in place, and only one build is pinned', () => {
  const image = imageReference.parse('registry.example:5000/a/b');
  expect(isPinned(image)).toBe(false);
  expect(withTag(image, '1.2').text).toBe('registry.example:5000/a/b:1.2');
  expect(isPinned(withTag(image, '1.2'))).toBe(true);
  expect(isPinned(withTag(image, 'latest'))).toBe(false);
});

test('1.30 is newer than 1.29 and older than 1.31', () => {
  const version = kubernetesVersion.parse('1.30');
  expect([isAtLeast(version, '1.29'), isAtLeast(version, '1.30'), isAtLeast(version, '1.31')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('credentials in a URL are noticed', () => {
  const secret = ['https://u:p@a.example', 'https://a.example?api-key=x', 'https://a.example/?token=x'];
  for (const text of secret) expect(url.parse(text).hasCredentials).toBe(true);
  expect(url.parse('https://a.example/?page=2').hasCredentials).toBe(false);
});
