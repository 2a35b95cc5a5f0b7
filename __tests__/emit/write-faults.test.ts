import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
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

function writeOld(outputDir: string): void {
  writeArtifacts(outputDir, generationOf(old));
  fs.writeFileSync(join(outputDir, 'foreign'), 'mine');
}

const withForeign = (generation: string) => ({ ...treeOf({ generation }), foreign: 'mine' });

/** Calls the function with a folder on a disk of 256 KiB; false when this process cannot mount one. */
function withSmallDisk(use: (disk: string) => void): boolean {
  const disk = fs.mkdtempSync(join(tmpdir(), 'write-disk-'));
  try {
    if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', disk]).status !== 0) {
      return false;
    }
    try {
      use(disk);
      return true;
    } finally {
      spawnSync('umount', [disk]);
    }
  } finally {
    fs.rmdirSync(disk);
  }
}

/** The generation of which the tree is a whole and clean copy. */
function generationIn(tree: Record<string, string>, task: Omit<WriteTask, 'generation' | 'outputDir'> = {}): string {
  const generation = /^generation: (\S+)/.exec(tree['app-0.k8s.yaml'] ?? '')?.[1] ?? 'none';
  expect(tree).toEqual(treeOf({ ...task, generation }));
  return generation;
}

describe('at every call that changes the file system', () => {
  // Enough for all calls of one write; the last ones are then never reached, which is asserted.
  const calls = 90;
  const folder = (call: number) => join(dist, String(call), 'dist');

  function expectNextRunCleansUp(outputDir: string): void {
    writeArtifacts(outputDir, generationOf({ generation: 'next' }));
    expect(readTree(outputDir)).toEqual(withForeign('next'));
    expect(leftovers(outputDir)).toEqual([]);
  }

  async function killAt(call: number): Promise<string> {
    writeOld(folder(call));
    const child = startWriter(workshop.script, { outputDir: folder(call), generation: 'new', killAtCall: call });
    const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
    const { foreign, ...tree } = standingTree(folder(call));
    expect(foreign).toBe('mine');
    expectNextRunCleansUp(folder(call));
    return `${generationIn(tree)} ${signal}`;
  }

  test('a kill leaves the whole old output or the whole new one, and the next run cleans up', async () => {
    const seen: string[] = [];
    for (let call = 1; call <= calls; call += 3) {
      seen.push(...(await Promise.all([call, call + 1, call + 2].map(killAt))));
    }
    // Old up to the second rename, new after it, and at last no call is left to be killed at.
    expect(seen.filter((each, index) => each !== seen[index - 1])).toEqual(['old SIGKILL', 'new SIGKILL', 'new null']);
    expect(seen.filter((each) => each === 'old SIGKILL').length).toBeGreaterThan(30);
  }, 60_000);

  test('a failure leaves the whole old output or the whole new one and exits with 1, and the next run cleans up', () => {
    const result = runWriter(workshop.script, { outputDir: dist, generation: 'new', failAtCallsUpTo: calls });
    expect(result.stderr).toBe('');
    const seen = (JSON.parse(result.stdout) as string[]).map((outcome, index) => {
      const outputDir = folder(index + 1);
      const { foreign, ...tree } = readTree(outputDir);
      expect(foreign).toBe('mine');
      expectNextRunCleansUp(outputDir);
      return `${generationIn(tree)}: ${outcome.replace(outputDir, 'dist')}`;
    });
    const message = '1 cannot write the output folder dist: ENOSPC: no space left on device';
    expect([...new Set(seen)].sort()).toEqual([`new: ${message}`, 'new: written', `old: ${message}`]);
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
    writeOld(dist);
    first();
    second();
    const result = runAsNobody();
    expect([result.status, result.stderr]).toEqual([EXIT.failed, expect.stringMatching(/^UserError: .*EACCES/)]);
    fs.chmodSync(join(dist, '..'), 0o755);
    expect(readTree(dist)).toEqual(withForeign('old'));
    expect(leftovers(dist)).toEqual([]);
  });

  const small = { fileCount: 4, contentBytes: 20_000 };
  const onDisk = withSmallDisk(() => {}) ? test : test.skip;
  onDisk(`a full disk${onDisk === test ? '' : ' (skipped: mounting a tmpfs needs root)'}`, () => {
    withSmallDisk((disk) => {
      dist = join(disk, 'dist');
      writeArtifacts(dist, generationOf({ ...small, ...old }));
      const task = { outputDir: dist, generation: 'new', fileCount: 4, contentBytes: 80_000 };
      const result = runWriter(workshop.script, task);
      expect([result.status, result.stderr]).toEqual([EXIT.failed, expect.stringMatching(/^UserError: .*ENOSPC/)]);
      expect(readTree(dist)).toEqual(treeOf({ ...small, ...old }));
      expect(leftovers(dist)).toEqual([]);
    });
  });

  test('a limit on the size of a file', () => {
    writeOld(dist);
    const task: WriteTask = { outputDir: dist, generation: 'new', contentBytes: 100_000 };
    const limited = 'ulimit -f 20; exec "$@"';
    const command = ['-c', limited, 'bash', process.execPath, workshop.script, JSON.stringify(task)];
    const result = spawnSync('bash', command, { encoding: 'utf8' });
    expect([result.status, result.stderr]).toEqual([EXIT.failed, expect.stringMatching(/^UserError: .*EFBIG/)]);
    expect(readTree(dist)).toEqual(withForeign('old'));
    expect(leftovers(dist)).toEqual([]);
  });
});
