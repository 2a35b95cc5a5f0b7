import { describe, expect, test } from '@jest/globals';
import type { Backup } from '../../../deploy/backup/backups';
import { crc64 } from '../../../deploy/backup/crc64';
import { countsOf, deviations, factsOf } from '../../../deploy/backup/facts';
import { outdated } from '../../../deploy/backup/retention';

describe('facts', () => {
  test('a sequence that goes on while it is dumped may be anywhere in between, and nowhere else', () => {
    const facts = factsOf(['["sequence s","5"]', '["table t","2 rows, md5 x"]', '["sequence s","9"]']);
    expect(facts).toEqual({ 'sequence s': '5..9', 'table t': '2 rows, md5 x' });
    const found = (value: string) => deviations(facts, { ...facts, 'sequence s': value });
    for (const value of ['5', '7', '9']) expect(found(value)).toEqual([]);
    for (const value of ['4', '10', 'unused', '']) expect(found(value)).toHaveLength(1);
  });

  test('a sequence that counts down, and one that was first used while it was dumped', () => {
    expect(deviations({ s: '-1..-4' }, { s: '-3' })).toEqual([]);
    expect(deviations({ s: 'unused..4' }, { s: 'unused' })).toEqual([]);
    expect(deviations({ s: 'unused..4' }, { s: '2' })).toEqual([]);
    expect(deviations({ s: 'unused..4' }, { s: '5' })).toHaveLength(1);
  });

  test('what is on one side only, or has another checksum, is named', () => {
    const expected = { a: '1 rows, md5 x', b: '1 rows, md5 x' };
    expect(deviations(expected, { b: '1 rows, md5 y', c: '0 rows, md5 -' })).toEqual([
      { fact: 'a', source: '1 rows, md5 x', target: undefined },
      { fact: 'b', source: '1 rows, md5 x', target: '1 rows, md5 y' },
      { fact: 'c', source: undefined, target: '0 rows, md5 -' },
    ]);
  });

  test('rows are counted, sequences are not', () => {
    const facts = { 'table a': '3 rows, md5 x', 'table b': '4 rows, md5 y', 'sequence s': '1000' };
    expect(countsOf(facts)).toEqual({ parts: 2, entries: 7 });
  });
});

describe('retention', () => {
  const now = new Date('2025-03-31T02:00:00Z');
  const backup = (daysAgo: number, services: readonly string[]): Backup => ({
    name: String(daysAgo),
    folder: '',
    manifest: {
      version: 1,
      application: 'app',
      environment: 'env',
      createdAt: new Date(now.getTime() - daysAgo * 86_400_000).toISOString(),
      services: services.map((service) => ({
        service,
        engine: 'postgres',
        method: 'compose',
        serverVersion: '15.1',
        bytes: 1,
        sha256: '',
        facts: {},
      })),
    },
  });
  const names = (backups: readonly Backup[], keepDays: number) =>
    outdated(backups, keepDays, now).map(({ name }) => name);

  test('what is older than its days goes, on the day itself it stays', () => {
    const all = [1, 6, 7, 8, 30].map((days) => backup(days, ['db']));
    expect(names(all, 7)).toEqual(['8', '30']);
  });

  test('the newest of each service stays, however old it is', () => {
    expect(names([backup(300, ['db'])], 1)).toEqual([]);
    expect(names([backup(40, ['db', 'keys']), backup(20, ['db']), backup(50, ['keys'])], 7)).toEqual(['50']);
  });
});

test('the checksum is that of Redis', () => {
  expect(crc64(Buffer.from('123456789')).toString('hex')).toBe(
    Buffer.from('e9c6d914c4b8d9ca', 'hex').reverse().toString('hex'),
  );
  expect(crc64(Buffer.alloc(0)).toString('hex')).toBe('0000000000000000');
});
