import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ArgocdWorld, BROKEN } from './world';

const CLUSTER = ['--context', 'lab', '--yes'];
const FILE = 'small-e2e.k8s.yaml';
let world: ArgocdWorld;
let project: string;

beforeEach(() => {
  world = new ArgocdWorld();
  project = world.project('one');
});

afterEach(() => world.remove());

function deploy(...sets: readonly string[]) {
  return world.manifold(project, 'deploy', ...CLUSTER, ...sets.flatMap((set) => ['--set', set]));
}

async function statuses(folder = project): Promise<string[]> {
  const { stdout } = await world.manifold(folder, 'history', '--output', 'json');
  const records = JSON.parse(stdout) as readonly { readonly number: number; readonly status: string }[];
  return records.map(({ number, status }) => `${number} ${status}`);
}

describe('how a release ended', () => {
  beforeEach(async () => {
    world.startArgocd();
    await deploy();
    await deploy('config.BEHAVIOUR=unlike');
  }, 60_000);

  test('stands in the repository, for every clone and everybody who reviews it', async () => {
    expect(await statuses(world.project('two'))).toEqual(['2 deployed', '1 deployed']);
    expect(world.log()).toEqual([
      'Deployed small to e2e: release 2',
      'Deploy small to e2e: release 2',
      'Deployed small to e2e: release 1',
      'Deploy small to e2e: release 1',
    ]);
    const trailers = world.git(world.bare, 'log', '-1', '--format=%(trailers:key=Manifold-Outcome)', 'main');
    expect(trailers.trim()).toBe('Manifold-Outcome: deployed');
    expect(world.git(world.bare, 'show', '--format=', '--name-only', 'main').trim()).toBe('');
  }, 60_000);

  test('keeps a rollback from one that never came up', async () => {
    const good = world.published(FILE);
    const failed = await world.manifold(project, 'deploy', ...CLUSTER, '--no-rollback', '--set', BROKEN);
    expect(failed.code).toBe(1);
    expect(await statuses()).toEqual(['3 failed', '2 deployed', '1 deployed']);
    const again = await deploy('config.BEHAVIOUR=broken too');
    expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining('rolling back to release 2') });
    expect(world.published(FILE)).toBe(good);
    expect(await statuses()).toEqual(['4 rolled-back', '3 failed', '2 deployed', '1 deployed']);
  }, 60_000);

  test('is rolled back by the commit that takes it back, which says why; a rollback then goes one further', async () => {
    expect(await deploy(BROKEN)).toMatchObject({ code: 5 });
    expect(world.log().slice(0, 2)).toEqual([
      'Deploy small to e2e: back to the release before',
      'Deploy small to e2e: release 3',
    ]);
    const message = world.git(world.bare, 'log', '-1', '--format=%B', 'main');
    expect(message).toContain('Release 3 failed: Application small-e2e Degraded');
    expect(message).toContain('Manifold-Outcome: rolled-back');
    expect(await world.manifold(project, 'rollback', ...CLUSTER)).toMatchObject({ code: 0 });
    expect(world.published(FILE)).not.toContain('unlike');
    expect(await statuses()).toEqual(['4 deployed', '3 rolled-back', '2 deployed', '1 deployed']);
    expect(world.git(world.bare, 'show', '--format=', '--name-only', 'main~1').trim()).toBe(`dist/${FILE}`);
  }, 60_000);

  test('is not known of one that was killed while it waited: no rollback by itself goes there, a person may', async () => {
    await deploy('config.BEHAVIOUR=third');
    const third = world.published(FILE);
    world.git(world.bare, 'update-ref', 'refs/heads/main', 'main~1');
    expect(await statuses()).toEqual(['3 pending', '2 deployed', '1 deployed']);
    expect(await deploy(BROKEN)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('rolling back to release 2'),
    });
    expect(await statuses()).toEqual(['4 rolled-back', '3 failed', '2 deployed', '1 deployed']);
    expect(await world.manifold(project, 'rollback', ...CLUSTER, '3')).toMatchObject({ code: 0 });
    expect(world.published(FILE)).toBe(third);
  }, 60_000);
});

test('where nobody waits, that it was sent is how it ended, and one commit says both', async () => {
  world.startArgocd();
  expect(await world.manifold(project, 'deploy', ...CLUSTER, '--no-wait', '--set', BROKEN)).toMatchObject({ code: 0 });
  expect(await statuses()).toEqual(['1 deployed']);
  expect(world.log()).toEqual(['Deploy small to e2e: release 1']);
});

describe('what somebody else pushes at the same moment', () => {
  /** Lets Eve push a commit of an environment right before a push of ours, counted from 1. */
  function push(trailer: 'Release' | 'Ended', { environment = 'e2e', before = 1 } = {}): void {
    const record = { number: 2, method: 'argocd', by: 'eve@desk', digest: 'x', startedAt: '' };
    const lines = [`Manifold-Environment: small/${environment}`, `Manifold-${trailer}: ${JSON.stringify(record)}`];
    world.beforePush(before, `Eve was here\n\n${lines.join('\n')}\n`);
  }

  test('to the same environment is named, and nothing is put on top of it', async () => {
    await world.manifold(project, 'deploy', '--yes');
    push('Release');
    const mine = await world.manifold(project, 'deploy', '--yes', '--set', 'config.BEHAVIOUR=mine');
    expect(mine).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(
        /Eve <eve@example.org> has pushed release 2 by eve@desk meanwhile, as commit [0-9a-f]{12}/,
      ),
    });
    expect(world.log()).toEqual(['Eve was here', 'Deploy small to e2e: release 1']);
  });

  test('to the same environment, which had no release, is named too', async () => {
    push('Release');
    expect(await world.manifold(project, 'deploy', '--yes')).toMatchObject({ code: 4 });
  });

  test('to another environment is built upon', async () => {
    push('Release', { environment: 'live' });
    expect(await world.manifold(project, 'deploy', '--yes')).toMatchObject({ code: 0 });
    expect(world.log()).toEqual(['Deploy small to e2e: release 1', 'Eve was here']);
  });

  test('keeps a rollback out where it brings files', async () => {
    world.startArgocd();
    await deploy();
    push('Release', { before: 2 });
    expect(await deploy(BROKEN)).toMatchObject({ code: 4, stderr: expect.stringContaining('Eve') });
    expect(world.log().slice(0, 2)).toEqual(['Eve was here', 'Deploy small to e2e: release 2']);
  });

  test('does not keep a rollback out where it tells how a release ended', async () => {
    world.startArgocd();
    await deploy();
    push('Ended', { before: 2 });
    expect(await deploy(BROKEN)).toMatchObject({ code: 5 });
    expect(world.log().slice(0, 2)).toEqual(['Deploy small to e2e: back to the release before', 'Eve was here']);
  });
});
