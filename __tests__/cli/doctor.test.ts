import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runIn } from '../support/command-line';

const CANARY = 'canary-5up3r-53cr3t';
const UID = '0f4e7c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6';
let folder: string;

/** A program that answers by its arguments, one `case` a line. */
function program(name: string, cases: Readonly<Record<string, string>>): void {
  const lines = Object.entries(cases).map(([pattern, answer]) => `  ${pattern}) echo '${answer}' ;;`);
  const script = `#!/bin/sh\ncase "$*" in\n${lines.join('\n')}\n  *) exit 1 ;;\nesac\n`;
  writeFileSync(join(folder, name), script, { mode: 0o755 });
}

function doctor(env: Readonly<Record<string, string>> = {}, ...words: readonly string[]) {
  return runIn(folder, ['doctor', ...words], { PATH: folder, HOME: folder, ...env });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-doctor-'));
  program('kubectl', {
    'version*': '{"clientVersion":{"gitVersion":"v1.33.4"}}',
    '*get-contexts*': 'staging',
    '*current-context*': 'staging',
    '*kube-system*': UID,
  });
  program('docker', { '--version': 'Docker version 28.0.1', 'version*': '20.10.24', 'compose*': '2.5.0' });
});

afterEach(() => rmSync(folder, { recursive: true }));

test('says what is there, what is too old, and which methods can be used', async () => {
  const { code, stdout } = await doctor({}, '--output', 'json');
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as { tools: { name: string }[]; methods: string[] };
  const byName = Object.fromEntries(found.tools.map((tool) => [tool.name, tool]));
  expect(byName.kubectl).toMatchObject({ version: '1.33.4', isUsable: true });
  expect(byName['Docker Compose']).toMatchObject({ version: '2.5.0', isUsable: false });
  expect(byName.terraform).toMatchObject({ isUsable: false });
  expect(found.methods).toEqual(['kubernetes']);
});

test('prints the lines that bind an environment to the cluster', async () => {
  expect((await doctor()).stdout).toContain(`deploy: { context: "staging", clusterUid: ${UID} }`);
});

test('names credentials, and never tells one', async () => {
  mkdirSync(join(folder, '.aws'));
  writeFileSync(join(folder, '.aws', 'credentials'), CANARY);
  const env = {
    VULTR_API_KEY: CANARY,
    AWS_ACCESS_KEY_ID: CANARY,
    AWS_SECRET_ACCESS_KEY: CANARY,
    ARM_CLIENT_ID: CANARY,
  };
  for (const words of [[], ['--output', 'json']]) {
    const { stdout, stderr } = await doctor(env, ...words);
    expect(stdout + stderr).not.toContain(CANARY);
    expect(stdout).toContain('VULTR_API_KEY');
    expect(stdout).toContain('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    expect(stdout).toContain('~/.aws/credentials');
    expect(stdout).not.toContain('ARM_CLIENT_ID');
  }
});

test('exit code 3 where the wanted method cannot be used', async () => {
  expect((await doctor({}, '--method', 'kubernetes')).code).toBe(0);
  expect((await doctor({}, '--method', 'compose')).code).toBe(3);
});

test('a cluster that does not answer is no mystery', async () => {
  program('kubectl', { '*get-contexts*': 'gone', '*current-context*': 'gone' });
  expect((await doctor()).stdout).toContain('context gone: does not answer');
});
