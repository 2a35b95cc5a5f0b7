import { expect, test } from '@jest/globals';
import { externalProbe } from '../../../model/schema/external-probe';
import { regexp } from '../../../model/schema/scalars/regexp';

test('what RE2 takes is taken, and nothing else', () => {
  for (const text of ['"result"\\s*:\\s*"ok"', '(?i)maintenance', '(?P<name>a)', '\\\\1', 'a(?:b)']) {
    expect(regexp.safeParse(text).success).toBe(true);
  }
  for (const text of ['(?=a)', 'a(?!b)', '(?<=a)b', '(?<!a)b', '(a)\\1', 'a(', '[z-a]', '']) {
    expect(regexp.safeParse(text).success).toBe(false);
  }
});

test('a probe ends before the next one begins, and slow is less than its timeout', () => {
  const parse = (fields: object) => externalProbe.safeParse({ kind: 'http', ...fields });
  expect(parse({}).success).toBe(true);
  expect(parse({ timeout: '30s' }).error?.issues[0]?.path).toEqual(['timeout']);
  expect(parse({ slowSeconds: 10 }).error?.issues[0]?.path).toEqual(['slowSeconds']);
  expect(parse({ timeout: '20s', interval: '1m', slowSeconds: 10 }).success).toBe(true);
});

test.each([
  ['4m', undefined],
  ['240s', undefined],
  ['4m1s', ['interval']],
  ['1h', ['interval']],
])('an interval of %s, with a look back of five minutes', (interval, path) => {
  const issue = externalProbe.safeParse({ kind: 'http', interval }).error?.issues[0];
  expect(issue?.path).toEqual(path);
  if (path !== undefined) expect(issue?.message).toContain('looks back 5 minutes');
});

test.each(['Authorization', 'cookie', 'X-API-Key', 'X-Auth-Token', 'not a header'])('no header %s', (name) => {
  expect(externalProbe.safeParse({ kind: 'http', headers: { [name]: 'x' } }).success).toBe(false);
});
