import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '../../../lib/errors';
import { findTestTool } from '../../../tools/find';
import { TerraformWorld } from './world';

const tool = findTestTool('terraform') ?? '';
const withTool = tool === '' ? describe.skip : describe;

let world: TerraformWorld;
let other: ChildProcess | undefined;

beforeEach(() => {
  world = new TerraformWorld();
  world.install(`#!/bin/sh\nexec ${tool} "$@"\n`);
});
afterEach(async () => {
  const ended = new Promise((resolve) => other?.once('exit', resolve) ?? resolve(undefined));
  other?.kill('SIGKILL');
  await ended;
  other = undefined;
  world.remove();
});

/** Somebody's `terraform apply`, which has the state until its question is answered. */
async function lockState(): Promise<void> {
  const env = { ...world.env, TF_DATA_DIR: join(world.folder, '.manifold', 'development', 'terraform', 'data') };
  const args = [`-chdir=${world.root}`, 'apply', '-no-color', '-var=text=theirs', '-var=fails=false'];
  const child = spawn(tool, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  other = child;
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('Enter a value')) resolve();
    });
  });
}

async function refused(): Promise<void> {
  const before = world.read();
  await expect(world.deploy('two')).rejects.toMatchObject({
    exitCode: EXIT.locked,
    message: expect.stringContaining('Error acquiring the state lock'),
  });
  expect(world.read()).toBe(before);
  expect(await world.statuses()).toEqual(['1 deployed', '2 failed']);
}

withTool(tool === '' ? 'terraform (skipped: not installed)' : 'terraform', () => {
  test('a state that somebody locks before it is planned again ends the release as locked', async () => {
    await world.deploy('one');
    world.beforeSteps = lockState;
    await refused();
  }, 60_000);

  test('a state that somebody locks between plan and apply does too, and nothing is rolled back', async () => {
    await world.deploy('one');
    const [waits, goes] = ['waits', 'goes'].map((name) => join(world.folder, name));
    world.install(`#!/bin/sh
if [ "$2" = apply ]; then touch ${waits}; while [ ! -e ${goes} ]; do sleep 0.1; done; fi
exec ${tool} "$@"
`);
    const locking = (async () => {
      while (!existsSync(waits ?? '')) await sleep(50);
      await lockState();
      writeFileSync(goes ?? '', '');
    })();
    await refused();
    await locking;
  }, 60_000);

  test('a rollback that would replace what holds data is left to a person', async () => {
    await world.deploy('one');
    const result = await world.deploy('two', true);
    expect(result).toMatchObject({ outcome: 'rollback-failed' });
    expect(result.failure?.details).toContain('terraform_data.main: delete and create');
    expect(world.read()).toContain('"two"');
  }, 60_000);
});
