import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeArtifacts } from '../../emit/write';
import { EXIT, type UserError } from '../../lib/errors';
import { generationOf, type WriteTask } from '../support/write-child';
import { leftovers, makeWorkshop, readTree, runWriter, standingTree, startWriter, treeOf } from '../support/write-runs';

const isRoot = getuid?.() === 0;
const nobody = 65534;

let workshop: ReturnType<typeof makeWorkshop>;
let dist: string;
let count = 0;

beforeAll(() => {
  workshop = makeWorkshop();
  fs.chmodSync(workshop.folder, 0o755);
});
afterAll(() => workshop.remove());
beforeEach(() => {
  count += 1;
  dist = join(workshop.folder, `case-${count}`, 'dist');
  fs.mkdirSync(join(dist, '..'));
});

const old = { generation: 'old' };

function writeOld(): void {
  fs.rmSync(join(dist, '..'), { recursive: true, force: true });
  writeArtifacts(dist, generationOf(old));
  fs.writeFileSync(join(dist, 'foreign'), 'mine');
}

const withForeign = (generation: string) => ({ ...treeOf({ generation }), foreign: 'mine' });

/** The generation of which the tree is a whole and clean copy. */
function generationIn(tree: Record<string, string>, task: Omit<WriteTask, 'generation' | 'outputDir'> = {}): string {
  const generation = /^generation: (\S+)/.exec(tree['app-0.k8s.yaml'] ?? '')?.[1] ?? 'none';
  expect(tree).toEqual(treeOf({ ...task, generation }));
  return generation;
}

describe('at every call that changes the file system', () => {
  const calls = 200;

  test('a kill leaves the whole old output or the whole new one, and the next run cleans up', () => {
    const seen = new Set<string>();
    let call = 1;
    for (; call < calls; call += 1) {
      writeOld();
      const { signal } = runWriter(workshop.script, { outputDir: dist, generation: 'new', killAtCall: call });
      if (signal === null) {
        break;
      }
      const { foreign, ...tree } = standingTree(dist);
      expect(foreign).toBe('mine');
      seen.add(generationIn(tree));
      writeArtifacts(dist, generationOf({ generation: 'next' }));
      expect(readTree(dist)).toEqual(withForeign('next'));
      expect(leftovers(dist)).toEqual([]);
    }
    expect([...seen]).toEqual(['old', 'new']);
    console.log(call);expect(call).toBeGreaterThan(30);
    expect(call).toBeLessThan(calls);
  }, 60_000);

  test('a failure leaves the whole old output or the whole new one, exits with 1, and the next run cleans up', () => {
    const seen = new Set<string>();
    let call = 1;
    for (; call < calls; call += 1) {
      writeOld();
      const result = runWriter(workshop.script, { outputDir: dist, generation: 'new', failAtCall: call });
      const { foreign, ...tree } = readTree(dist);
      expect(foreign).toBe('mine');
      seen.add(`${generationIn(tree)} ${result.status}`);
      if (result.stderr !== '') {
        expect(result.stderr).toBe(
          `UserError: cannot write the output folder ${dist}: ENOSPC: no space left on device\n`,
        );
      }
      writeArtifacts(dist, generationOf({ generation: 'next' }));
      expect(readTree(dist)).toEqual(withForeign('next'));
      expect(leftovers(dist)).toEqual([]);
      if (result.status === 0 && call > 60) {
        break;
      }
    }
    expect([...seen].sort()).toEqual(['new 0', 'new 1', 'old 1']);
    expect(call).toBeLessThan(calls);
  }, 60_000);
});

test('a kill at any moment among many files never leaves a mix', async () => {
  const task = { fileCount: 300, contentBytes: 2000 };
  writeArtifacts(dist, generationOf({ ...task, ...old }));
  for (let delay = 60; delay < 360; delay += 20) {
    const child = startWriter(workshop.script, { ...task, outputDir: dist, generation: `g${delay}`, forever: true });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill('SIGKILL');
    await gone;
    generationIn(standingTree(dist), task);
  }
  writeArtifacts(dist, generationOf({ ...task, generation: 'last' }));
  expect(generationIn(readTree(dist), task)).toBe('last');
  expect(leftovers(dist)).toEqual([]);
}, 60_000);

test('runs at once wait for each other, and the last one stands whole', async () => {
  for (let round = 0; round < 3; round += 1) {
    const children = ['a', 'b', 'c', 'd', 'e', 'f'].map((generation) =>
      startWriter(workshop.script, { outputDir: dist, generation: `${generation}${round}`, fileCount: 60 }),
    );
    const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(generationIn(readTree(dist), { fileCount: 60 })).toMatch(new RegExp(`^[a-f]${round}$`));
    expect(leftovers(dist)).toEqual([]);
  }
}, 60_000);

describe('lock', () => {
  const lock = () => join(dist, '..', '.dist.manifold-lock');
  const write = () => writeArtifacts(dist, generationOf(old), { lockWaitSeconds: 0.1 });
  const lockBy = (pid: number, host: string) => fs.writeFileSync(lock(), JSON.stringify({ pid, host }));

  function expectLocked(): void {
    let thrown: unknown;
    try {
      write();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'UserError', exitCode: EXIT.locked } satisfies Partial<UserError>);
    expect(String(thrown)).toContain(lock());
    expect(fs.existsSync(dist)).toBe(false);
    expect(fs.existsSync(lock())).toBe(true);
  }

  test('of a living process is respected for a bounded time', () => {
    lockBy(process.ppid, hostname());
    expectLocked();
  });

  test('of another host is respected', () => {
    lockBy(999_999_999, 'elsewhere.example.com');
    expectLocked();
  });

  test('that is just being made is respected', () => {
    fs.writeFileSync(lock(), '');
    expectLocked();
  });

  test.each([
    ['of a dead process', () => lockBy(spawnSync('true').pid, hostname())],
    ['of an earlier process with our own number', () => lockBy(process.pid, hostname())],
    ['that was never finished', () => fs.closeSync(fs.openSync(lock(), 'w'))],
    ['with a takeover that was never finished', () => fs.writeFileSync(`${lock()}.takeover`, '')],
  ])('%s is taken over', (_name, prepare) => {
    prepare();
    for (const file of [lock(), `${lock()}.takeover`].filter((each) => fs.existsSync(each))) {
      fs.utimesSync(file, 1000, 1000);
    }
    expect(write().written).not.toEqual([]);
  });
});

describe('places that cannot be written', () => {
  function runAsNobody(): ReturnType<typeof runWriter> {
    const identity = isRoot ? { uid: nobody, gid: nobody } : {};
    return runWriter(workshop.script, { outputDir: dist, generation: 'new' }, identity);
  }

  function giveAway(path: string, mode: number): void {
    if (isRoot) {
      fs.chownSync(path, nobody, nobody);
    }
    fs.chmodSync(path, mode);
  }

  test.each([
    ['output folder', () => giveAway(dist, 0o555), () => giveAway(join(dist, '..'), 0o755)],
    ['folder above it', () => giveAway(dist, 0o755), () => giveAway(join(dist, '..'), 0o555)],
  ])('a read-only %s is refused and left alone', (_name, first, second) => {
    writeOld();
    first();
    second();
    const result = runAsNobody();
    expect([result.status, result.stderr]).toEqual([EXIT.failed, expect.stringMatching(/^UserError: .*EACCES/)]);
    fs.chmodSync(join(dist, '..'), 0o755);
    expect(readTree(dist)).toEqual(withForeign('old'));
    expect(leftovers(dist)).toEqual([]);
  });

  const disk = fs.mkdtempSync('/tmp/write-disk-');
  const isMounted = isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', disk]).status === 0;
  afterAll(() => {
    if (isMounted) {
      spawnSync('umount', [disk]);
    }
    fs.rmSync(disk, { recursive: true, force: true });
  });

  const onDisk = isMounted ? test : test.skip;
  onDisk(`a full disk${isMounted ? '' : ' (skipped: mounting a tmpfs needs root)'}`, () => {
    dist = join(disk, 'dist');
    const small = { fileCount: 4, contentBytes: 20_000 };
    writeArtifacts(dist, generationOf({ ...small, ...old }));
    const result = runWriter(workshop.script, {
      outputDir: dist,
      generation: 'new',
      fileCount: 4,
      contentBytes: 80_000,
    });
    expect([result.status, result.stderr]).toEqual([EXIT.failed, expect.stringMatching(/^UserError: .*ENOSPC/)]);
    expect(readTree(dist)).toEqual(treeOf({ ...small, ...old }));
    expect(leftovers(dist)).toEqual([]);
  });

  test('a limit on the size of a file', () => {
    writeOld();
    const task: WriteTask = { outputDir: dist, generation: 'new', contentBytes: 100_000 };
    const limited = 'ulimit -f 20; exec "$@"';
    const command = ['-c', limited, 'bash', process.execPath, workshop.script, JSON.stringify(task)];
    const result = spawnSync('bash', command, { encoding: 'utf8' });
    expect([result.status, result.stderr]).toEqual([EXIT.failed, expect.stringMatching(/^UserError: .*EFBIG/)]);
    expect(readTree(dist)).toEqual(withForeign('old'));
    expect(leftovers(dist)).toEqual([]);
  });
});
