import { describe, expect, test } from '@jest/globals';
import { cidr, contains, overlaps, splitCidr } from '../../../model/schema/scalars/cidr';
import { emailAddress } from '../../../model/schema/scalars/email';
import { gitRepository, gitRevision } from '../../../model/schema/scalars/git';

const SCHEMAS = { emailAddress, gitRepository, gitRevision } as const;

describe.each<[keyof typeof SCHEMAS, string[], string[]]>([
  [
    'emailAddress',
    ['operations@example.com', 'a.b+c@sub.example.co'],
    ['operations', 'a@b', 'a b@example.com', '@example.com', 'a@@example.com', 'a@-x.com', 'Team <a@example.com>', ''],
  ],
  [
    'gitRepository',
    [
      'https://github.com/team/deploy.git',
      'http://git.internal:3000/team/deploy',
      'git@github.com:team/deploy.git',
      'ssh://git@git.example:2222/team/deploy.git',
    ],
    [
      'https://user:token@github.com/team/deploy.git',
      'https://token@github.com/team/deploy.git',
      'https://github.com/*',
      'https://github.com/team/deploy.git?token=x',
      'https://github.com',
      '!https://github.com/team/deploy.git',
      'file:///srv/deploy.git',
      '--upload-pack=x',
      '',
    ],
  ],
  [
    'gitRevision',
    ['main', 'release/2026.11', 'v1.4.2', '0123456789abcdef0123456789abcdef01234567', 'HEAD'],
    ['', '-x', '..', 'a..b', 'a//b', 'a/.b', 'a.lock', 'a/', 'a b', 'a~1', '{{ .x }}', '${x}', 'a.'],
  ],
])('%s', (name, good, bad) => {
  test.each(good)('takes %s', (text) => {
    expect(SCHEMAS[name].parse(text)).toBe(text);
  });

  test.each(bad)('refuses %j', (text) => {
    expect(SCHEMAS[name].safeParse(text).success).toBe(false);
  });
});

test('a token in the address of a repository is not repeated', () => {
  const { error } = gitRepository.safeParse('https://me:hunter2@git.example/deploy.git');
  expect(JSON.stringify(error?.issues.map(({ input: _input, ...issue }) => issue))).not.toContain('hunter2');
  expect(error?.issues).toMatchObject([{ params: { nearest: 'https://git.example/deploy.git' } }]);
});

test.each(['10.0.0.0/16', '172.20.0.0/16', '10.0.0.0/30', 'fd00::/48'])(
  '%s is cut without gaps and overlaps',
  (text) => {
    const whole = cidr.parse(text);
    const parts = splitCidr(whole, 2);
    expect(parts).toHaveLength(4);
    expect(parts.map((part) => cidr.parse(part.text))).toEqual(parts);
    expect(parts.every((part) => contains(whole, part))).toBe(true);
    for (const [index, part] of parts.entries())
      expect(parts.filter((other) => overlaps(part, other))).toEqual([parts[index]]);
  },
);

test('a network without room for subnets stays whole', () => {
  expect(splitCidr(cidr.parse('10.0.0.0/31'), 2)).toEqual([cidr.parse('10.0.0.0/31')]);
});
