import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EXIT } from '../../../lib/errors';
import { TerraformWorld } from './world';

interface Planned {
  readonly type: string;
  readonly actions: readonly string[];
}

let world: TerraformWorld;

beforeEach(() => {
  world = new TerraformWorld();
});
afterEach(() => world.remove());

/** A terraform that plans and applies what files say, and counts what it applied. */
function fakeTerraform(): void {
  const file = (name: string) => JSON.stringify(join(world.folder, name));
  world.install(`#!${execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const [command] = process.argv.slice(3);
if (command === 'show') process.stdout.write(readFileSync(${file('plan.json')}, 'utf8'));
if (command === 'apply') {
  appendFileSync(${file('applied')}, readFileSync(${file('plan.json')}, 'utf8') + '\\n');
  const said = readFileSync(${file('said')}, 'utf8');
  process.stderr.write(said);
  process.exitCode = said === '' ? 0 : 1;
  // What was half done is planned back from here on.
  if (said !== '') require('node:fs').copyFileSync(${file('back.json')}, ${file('plan.json')});
  require('node:fs').writeFileSync(${file('said')}, '');
}
`);
}

function plan(name: string, planned: readonly Planned[]): void {
  const changes = planned.map(({ type, actions }, index) => ({
    address: `${type}.main[${index}]`,
    type,
    change: { actions, before: {}, after: {} },
  }));
  writeFileSync(join(world.folder, name), JSON.stringify({ resource_changes: changes }));
}

const applied = (): number =>
  existsSync(join(world.folder, 'applied'))
    ? readFileSync(join(world.folder, 'applied'), 'utf8').trim().split('\n').length
    : 0;

/** A release that ended well, then one whose apply says something. */
async function deployTwice(said: string, back: readonly Planned[]) {
  fakeTerraform();
  writeFileSync(join(world.folder, 'said'), '');
  plan('plan.json', [{ type: 'docker_container', actions: ['create'] }]);
  await world.deploy('one');
  writeFileSync(join(world.folder, 'said'), said);
  plan('plan.json', [{ type: 'docker_container', actions: ['update'] }]);
  plan('back.json', back);
  return world.deploy('two');
}

test('containers, networks and images come back by themselves', async () => {
  const result = await deployTwice('Error: no', [
    { type: 'docker_container', actions: ['delete', 'create'] },
    { type: 'docker_network', actions: ['delete'] },
    { type: 'docker_image', actions: ['delete'] },
    { type: 'docker_volume', actions: ['create'] },
  ]);
  expect({ result, applied: applied() }).toMatchObject({ result: { outcome: 'rolled-back' }, applied: 3 });
});

test.each([
  ['deletes', ['delete']],
  ['replaces', ['delete', 'create']],
  ['replaces, the new one first,', ['create', 'delete']],
])('a rollback that %s what may hold data changes nothing, and names it', async (_what, actions) => {
  const result = await deployTwice('Error: no', [
    { type: 'docker_container', actions: ['delete', 'create'] },
    { type: 'docker_volume', actions },
  ]);
  expect(result).toMatchObject({
    outcome: 'rollback-failed',
    failure: {
      message: expect.stringContaining('Error: no'),
      details: expect.arrayContaining([
        'rollback: nothing was changed: it would delete 1 of what may hold data',
        `docker_volume.main[1]: ${actions.join(' and ')}`,
      ]),
    },
  });
  expect(applied()).toBe(2);
  expect(await world.statuses()).toEqual(['1 deployed', '2 failed']);
});

test('a state that somebody else has locked as it is applied is no failure of the release', async () => {
  const said = 'Error: Error acquiring the state lock\n\nLock Info:\n  Who: ann@desk\n';
  await expect(deployTwice(said, [])).rejects.toMatchObject({
    exitCode: EXIT.locked,
    message: expect.stringContaining('ann@desk'),
  });
  expect(applied()).toBe(2);
  expect(await world.statuses()).toEqual(['1 deployed', '2 failed']);
});
