import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CATEGORIES, type Check, failed, passed } from '../../../checks/live/check';
import { CHECKS } from '../../../checks/live/checks';
import { hasFailed, runChecks } from '../../../checks/live/run-checks';
import { METHODS } from '../../../deploy/method';
import { UserError } from '../../../lib/errors';
import { REPOSITORY } from '../../support/command-line';
import { contextWith } from './support/context';

test('every category has a check, in their order, and no id is there twice', () => {
  expect([...new Set(CHECKS.map(({ category }) => category))]).toEqual(CATEGORIES);
  const ids = CHECKS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...CHECKS].sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category))).toEqual(CHECKS);
});

test.each(CHECKS.map((check) => [check.id, check] as const))(
  '%s lies in the folder of its category',
  (id, { category }) => {
    const source = readFileSync(join(REPOSITORY, 'checks', 'live', category, `${id}.ts`), 'utf8');
    expect(source).toContain(`id: '${id}'`);
  },
);

test('every check is shown to pass and to fail by a test that names it', () => {
  const folder = join(REPOSITORY, '__tests__', 'checks', 'live');
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && name !== 'list.test.ts');
  const text = tests.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  expect(CHECKS.map(({ id }) => id).filter((id) => !text.includes(`/${id}'`))).toEqual([]);
});

test('docs/checks.md has the table of the checks', () => {
  const text = readFileSync(join(REPOSITORY, 'docs', 'checks.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\S+) +\| `(\S+)` +\| (.*?) +\| (.*?) +\|$/gm)].map((match) => match.slice(1, 5));
  expect(rows).toEqual(
    CHECKS.map(({ category, id, title, methods = METHODS }) => [
      category,
      id,
      title,
      methods.length === METHODS.length ? 'all' : methods.join(', '),
    ]),
  );
});

describe('the runner', () => {
  const check = (run: Check['run'], rest: Partial<Check> = {}): Check => ({
    id: 'x',
    category: 'tools',
    title: 'X',
    run,
    ...rest,
  });

  test('silence is no pass, and what a check cannot do is a failure', async () => {
    const checks = [
      check(async () => []),
      check(() => Promise.reject(new UserError('no way in'))),
      check(async () => [failed('never asked')], { methods: ['compose'] }),
    ];
    const reports = await runChecks(checks, contextWith());
    expect(reports.map(({ results }) => results)).toEqual([
      [{ status: 'skipped', message: 'there is nothing that it could be asked of' }],
      [{ status: 'failed', message: 'no way in' }],
      [{ status: 'skipped', message: 'not for the method kubernetes' }],
    ]);
  });

  test('one failure among others counts', async () => {
    const one = await runChecks([check(async () => [passed('a'), failed('b'), passed('c')])], contextWith());
    const none = await runChecks([check(async () => [passed('a')])], contextWith());
    expect([hasFailed(one), hasFailed(none)]).toEqual([true, false]);
  });

  test('a bug is thrown', async () => {
    await expect(runChecks([check(() => Promise.reject(new TypeError('a bug')))], contextWith())).rejects.toThrow(
      'a bug',
    );
  });
});
