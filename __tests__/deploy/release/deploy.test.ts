import { describe, expect, test } from '@jest/globals';
import type { StepOutcome } from '../../../deploy/driver';
import { type DeployOptions, exitCodeOf, release } from '../../../deploy/release/deploy';
import { thisRun } from '../../../deploy/release/identity';
import { otherMethod } from '../../../deploy/release/other-method';
import type { ProgressEvent } from '../../../deploy/release/progress';
import { madeObjects } from '../../../deploy/release/record';
import { tearDown } from '../../../deploy/release/teardown';
import { EXIT, UserError } from '../../../lib/errors';
import { FakeDriver, FILES } from './fake-driver';

const now = (): Date => new Date('2026-01-02T03:04:05Z');
const FAILED: StepOutcome = { ok: false, failure: { message: 'no', details: ['because'] } };
const CHANGES = [{ action: 'change', what: 'ConfigMap/a', fields: [] }] as const;

function options(over: Partial<DeployOptions> = {}): DeployOptions {
  return {
    application: 'shop',
    environment: 'live',
    holder: thisRun(now),
    now,
    report: () => {},
    signal: new AbortController().signal,
    timeoutSeconds: 60,
    rollBackOnFailure: true,
    wait: true,
    recheck: () => {},
    images: {},
    ...over,
  };
}

function put(driver: FakeDriver, text: string, over: Partial<DeployOptions> = {}) {
  return release(driver, { artifacts: FILES(text), images: {}, changes: CHANGES }, options(over));
}

function statuses(driver: FakeDriver): string[] {
  return [...driver.journal.records.values()].map(({ number, status }) => `${number} ${status}`);
}

test('a release is recorded before its first step, and after each', async () => {
  const driver = new FakeDriver();
  const seen: string[] = [];
  driver.ends = (step) => {
    const record = driver.journal.records.get(1);
    seen.push(`${step}: ${record?.status} ${record?.steps.join('+')}`);
    return { ok: true };
  };
  expect(await put(driver, 'one')).toEqual({ outcome: 'deployed', release: 1 });
  expect(seen).toEqual(['first: pending ', 'second: pending first']);
  expect(driver.journal.records.get(1)).toMatchObject({
    status: 'deployed',
    steps: ['first', 'second'],
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:04:05.000Z',
  });
  expect(driver.lock.held).toBeUndefined();
});

test('with nothing to change nothing is written, not even a lock', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  const { writes } = driver.journal;
  driver.done.length = 0;
  const again = await release(driver, { artifacts: FILES('one'), images: {}, changes: [] }, options());
  expect(again).toEqual({ outcome: 'unchanged', release: 1 });
  expect(driver.journal.writes).toBe(writes);
  expect(driver.done).toEqual([]);
});

test('what was changed by hand is put right, though the release is the same', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  expect(await put(driver, 'one')).toEqual({ outcome: 'deployed', release: 2 });
});

test('a first release that fails stays as it is', async () => {
  const driver = new FakeDriver();
  driver.ends = (step) => (step === 'second' ? FAILED : { ok: true });
  expect(await put(driver, 'one')).toMatchObject({ outcome: 'failed', release: 1, failure: { message: 'no' } });
  expect(driver.done).toEqual(['prepare', 'first one']);
  expect(statuses(driver)).toEqual(['1 failed']);
});

test('a later one brings the last good one back, with the files of that, and knows what it has to prune', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  driver.ends = (step, text) => (step === 'second' && text === 'two' ? FAILED : { ok: true });
  driver.done.length = 0;
  expect(await put(driver, 'two')).toMatchObject({ outcome: 'rolled-back', release: 2 });
  expect(driver.done).toEqual(['prepare', 'first two', 'first one', 'second one']);
  expect(driver.targets.at(-1)?.inventory.map(({ name }) => name)).toContain('first-two');
  expect(statuses(driver)).toEqual(['1 deployed', '2 rolled-back']);
  expect(driver.journal.records.get(2)?.reason).toBe('no');
});

test('a rollback that fails too says both', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  driver.ends = () => FAILED;
  const result = await put(driver, 'two');
  expect(result).toMatchObject({
    outcome: 'rollback-failed',
    failure: { details: ['because', 'rollback: no', 'because'] },
  });
  expect(exitCodeOf(result.outcome)).toBe(6);
});

test('without rollback a failed release stays to be looked at', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  driver.ends = () => FAILED;
  expect(await put(driver, 'two', { rollBackOnFailure: false })).toMatchObject({ outcome: 'failed' });
  expect(driver.targets).toHaveLength(2);
});

test.each(['first', 'second'])('killed in the %s step: the next run ends as if nothing had been', async (where) => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  driver.ends = (step, text) => (step === where && text === 'two' ? 'die' : { ok: true });
  const events: ProgressEvent[] = [];
  await expect(put(driver, 'two')).rejects.toThrow('killed');
  driver.lock.held = undefined;
  driver.ends = () => ({ ok: true });
  const report = (event: ProgressEvent): void => void events.push(event);
  expect(await put(driver, 'two', { report })).toEqual({ outcome: 'deployed', release: 3 });
  expect(statuses(driver)).toEqual(['1 deployed', '2 failed', '3 deployed']);
  expect(events).toContainEqual({ type: 'line', text: expect.stringContaining('release 2 was interrupted') });
});

describe('a step that throws', () => {
  const thrown = new UserError('the server went away', { exitCode: EXIT.failed });
  const throwing = (error: Error) => () => {
    throw error;
  };

  test('fails like any other: it is rolled back, with its reason', async () => {
    const driver = new FakeDriver();
    await put(driver, 'one');
    driver.ends = (step, text) => (step === 'second' && text === 'two' ? throwing(thrown)() : { ok: true });
    expect(await put(driver, 'two')).toMatchObject({
      outcome: 'rolled-back',
      failure: { message: 'the server went away' },
    });
    expect(statuses(driver)).toEqual(['1 deployed', '2 rolled-back']);
    expect(driver.journal.records.get(2)).toMatchObject({ reason: 'the server went away', steps: ['first'] });
  });

  test('is what is told, also where the journal cannot be written', async () => {
    const driver = new FakeDriver();
    driver.ends = () => {
      driver.journal.update = () => Promise.reject(new Error('the disk is full'));
      throw thrown;
    };
    expect(await put(driver, 'one')).toMatchObject({ outcome: 'failed', failure: { message: 'the server went away' } });
    expect(statuses(driver)).toEqual(['1 pending']);
  });

  test('because somebody else has the lock of the state rolls nothing back', async () => {
    const locked = new UserError('the state is locked', { exitCode: EXIT.locked });
    const driver = new FakeDriver();
    await put(driver, 'one');
    driver.ends = throwing(locked);
    await expect(put(driver, 'two')).rejects.toBe(locked);
    expect(statuses(driver)).toEqual(['1 deployed', '2 failed']);
    expect(driver.targets).toHaveLength(2);
  });

  test('writes nothing once the lock is lost', async () => {
    const driver = new FakeDriver();
    await put(driver, 'one');
    driver.ends = () => {
      driver.lock.held = { holder: { ...thisRun(now), id: 'another' }, version: 'x' };
      throw thrown;
    };
    await expect(put(driver, 'two')).rejects.toMatchObject({ exitCode: 4 });
    expect(statuses(driver)).toEqual(['1 deployed', '2 pending']);
  });

  test('in a rollback is told beside the failure', async () => {
    const driver = new FakeDriver();
    await put(driver, 'one');
    driver.ends = (_step, text) => (text === 'two' ? FAILED : throwing(thrown)());
    expect(await put(driver, 'two')).toMatchObject({
      outcome: 'rollback-failed',
      failure: { message: 'no', details: ['because', 'rollback: the server went away'] },
    });
    expect(statuses(driver)).toEqual(['1 deployed', '2 failed']);
  });
});

test('only what comes back by itself was shown to nobody', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  driver.ends = (_step, text) => (text === 'two' ? FAILED : { ok: true });
  await put(driver, 'two');
  expect(driver.targets.map(({ wasShown }) => wasShown)).toEqual([true, true, false]);
});

test('what an interrupted release made is still known', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  driver.ends = (step, text) => (step === 'second' && text === 'two' ? 'die' : { ok: true });
  await expect(put(driver, 'two')).rejects.toThrow();
  const names = madeObjects([...driver.journal.records.values()]).map(({ name }) => name);
  expect(names.sort()).toEqual(['first-one', 'first-two', 'second-one']);
});

test('an interruption ends after the step, and rolls nothing back', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  const stop = new AbortController();
  driver.ends = () => {
    stop.abort();
    return { ok: true };
  };
  expect(await put(driver, 'two', { signal: stop.signal })).toMatchObject({
    outcome: 'failed',
    failure: { message: 'interrupted' },
  });
  expect(driver.done.at(-1)).toBe('first two');
  expect(driver.lock.held).toBeUndefined();
});

test('a lock that was lost ends the run before the next step', async () => {
  const driver = new FakeDriver();
  driver.ends = () => {
    driver.lock.held = { holder: { ...thisRun(now), id: 'another' }, version: 'x' };
    return { ok: true };
  };
  await expect(put(driver, 'one')).rejects.toMatchObject({ exitCode: 4 });
  expect(driver.done).toEqual(['prepare', 'first one']);
});

test('ten releases are kept, and the one that is deployed among them', async () => {
  const driver = new FakeDriver();
  for (let number = 1; number <= 12; number += 1) await put(driver, `text ${number}`);
  expect([...driver.journal.records.keys()].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('releases that ended well outlive any number of those that failed', async () => {
  const driver = new FakeDriver();
  for (const text of ['one', 'two', 'three']) await put(driver, text);
  driver.ends = () => FAILED;
  for (let number = 4; number <= 15; number += 1) await put(driver, 'bad', { rollBackOnFailure: false });
  driver.ends = () => ({ ok: true });
  await put(driver, 'four');
  const good = statuses(driver).filter((status) => status.endsWith(' deployed'));
  expect(good).toEqual(['2 deployed', '3 deployed', '16 deployed']);
});

test('what another method deployed is not brought back by this one', async () => {
  const driver = new FakeDriver();
  await put(driver, 'chart');
  const [record] = driver.journal.records.values();
  if (record !== undefined) driver.journal.records.set(1, { ...record, method: 'helm' });
  driver.targets.length = 0;
  driver.ends = () => FAILED;
  expect(await put(driver, 'manifests')).toMatchObject({ outcome: 'failed' });
  expect(driver.targets.flatMap(({ artifacts }) => artifacts)).not.toContainEqual(FILES('chart')[0]);
  expect(await otherMethod(driver.journal, driver.method)).toMatchObject([
    { code: 'other-method', message: expect.stringContaining('manifold teardown live --method helm') },
  ]);
});

test('a teardown marks what was deployed, and may be repeated', async () => {
  const driver = new FakeDriver();
  await put(driver, 'one');
  const run = { ...options(), deleteData: false };
  expect(await tearDown(driver, run)).toBeUndefined();
  expect(await tearDown(driver, run)).toBeUndefined();
  expect(statuses(driver)).toEqual(['1 removed']);
});

test('a teardown of what was never deployed has nothing to do, and no place for a lock', async () => {
  const driver = new FakeDriver();
  driver.isThere = false;
  driver.lock.replace = async () => false;
  expect(await tearDown(driver, { ...options(), deleteData: true })).toBeUndefined();
});

test.each([
  ['unchanged', 0],
  ['deployed', 0],
  ['failed', 1],
  ['rolled-back', 5],
  ['rollback-failed', 6],
] as const)('%s has the exit code %i', (outcome, code) => {
  expect(exitCodeOf(outcome)).toBe(code);
});
