import { describe, expect, test } from '@jest/globals';
import { chooseRelease } from '../../cli/commands/rollback';
import { secondsOf } from '../../cli/durations';
import { confirm, confirmName, massDeletion } from '../../cli/guards';
import type { Change } from '../../deploy/driver';
import { chooseContext } from '../../deploy/kubernetes/binding';
import type { ReleaseRecord, ReleaseStatus } from '../../deploy/release/record';

function record(number: number, status: ReleaseStatus, digest = String(number)): ReleaseRecord {
  const rest = {
    method: 'helm',
    application: 'a',
    environment: 'b',
    startedAt: '',
    by: '',
    images: {},
    steps: [],
  } as const;
  return { ...rest, number, status, digest, inventory: [] };
}

describe('the release that a rollback brings back', () => {
  const records = [record(1, 'deployed'), record(2, 'failed'), record(3, 'deployed'), record(4, 'rolled-back')];

  test('is the last good one before the current, whatever failed since', () => {
    expect(chooseRelease(records, undefined).number).toBe(1);
    expect(chooseRelease(records, '1').number).toBe(1);
  });

  test('is another one than the current by its files', () => {
    expect(
      chooseRelease([record(1, 'deployed', 'x'), record(2, 'deployed', 'y'), record(3, 'deployed', 'y')], undefined)
        .number,
    ).toBe(1);
  });

  test.each<[string, readonly ReleaseRecord[], number]>([
    ['that failed', [record(1, 'deployed'), record(2, 'deployed'), record(3, 'failed')], 2],
    ['that failed, the second of all', [record(1, 'deployed'), record(2, 'failed')], 1],
    ['that was killed', [record(1, 'deployed'), record(2, 'deployed'), record(3, 'pending')], 2],
  ])('is the current one after a release %s', (_title, records, wanted) => {
    expect(chooseRelease(records, undefined).number).toBe(wanted);
  });

  test.each([
    ['9', 'there is no release 9'],
    ['2', 'release 2 never ended well (failed)'],
    ['-f', 'there is no release -f'],
  ])('%s is refused', (given, says) => {
    expect(() => chooseRelease(records, given)).toThrow(says);
  });

  test('is none where only one was ever deployed', () => {
    expect(() => chooseRelease([record(1, 'deployed')], undefined)).toThrow('no earlier release');
  });
});

test.each([
  ['90s', 90],
  ['10m', 600],
  ['1h30m', 5400],
])('%s are %i seconds', (text, seconds) => {
  expect(secondsOf('timeout', text)).toBe(seconds);
});

test.each(['', '10', '1d', '-5m', '5m ', '0s', 'm'])('%j is no duration', (text) => {
  expect(() => secondsOf('timeout', text)).toThrow('--timeout takes');
});

test('many deletions at once want a word of their own', async () => {
  const deletions = (count: number): Change[] =>
    Array.from({ length: count }, (_, index) => ({ action: 'delete', what: `ConfigMap/${index}`, fields: [] }));
  const of = (deleted: number, size: number) => massDeletion(deletions(deleted), async () => size);
  expect(await of(5, 5)).toEqual([]);
  expect(await of(12, 40)).toEqual([]);
  expect(await of(13, 40)).toMatchObject([{ code: 'mass-deletion' }]);
  expect(await massDeletion(deletions(5), () => Promise.reject(new Error('nobody has to count')))).toEqual([]);
});

describe('questions', () => {
  const io = { stdout: () => {}, stderr: () => {}, env: {}, workingDirectory: '.' };
  const invocation = (options: object, answer?: string) => ({
    positionals: [],
    options: options as Record<string, string | boolean>,
    io: answer === undefined ? io : { ...io, ask: async () => answer },
  });

  test('are not asked where nobody can answer', async () => {
    await expect(confirm(invocation({}), 'Go?')).rejects.toMatchObject({ exitCode: 2 });
    await expect(confirmName(invocation({}), 'live')).rejects.toMatchObject({ exitCode: 2 });
    await expect(confirm(invocation({ yes: true }), 'Go?')).resolves.toBeUndefined();
  });

  test('take yes for yes and anything else for no', async () => {
    for (const answer of ['y', 'YES']) await expect(confirm(invocation({}, answer), 'Go?')).resolves.toBeUndefined();
    for (const answer of ['', 'n', 'yess'])
      await expect(confirm(invocation({}, answer), 'Go?')).rejects.toMatchObject({ exitCode: 1 });
  });

  test('for data want the whole name', async () => {
    await expect(confirmName(invocation({}, 'live'), 'live')).resolves.toBeUndefined();
    await expect(confirmName(invocation({ yes: true }, 'y'), 'live')).rejects.toMatchObject({ exitCode: 1 });
    await expect(confirmName(invocation({ confirm: 'love' }), 'live')).rejects.toMatchObject({ exitCode: 1 });
  });
});

describe('the context', () => {
  test('is that of the environment or of the option, never the current one, and never both', () => {
    expect(chooseContext({ environment: 'live', context: 'a' }, undefined)).toEqual({ context: 'a' });
    expect(chooseContext({ environment: 'live' }, 'b')).toEqual({ context: 'b' });
    expect(chooseContext({ environment: 'live', context: 'a' }, 'a')).toEqual({ context: 'a' });
    expect(chooseContext({ environment: 'live', context: 'a' }, 'b').issue?.code).toBe('wrong-context');
    expect(chooseContext({ environment: 'live' }, undefined).issue?.code).toBe('no-context');
  });
});
