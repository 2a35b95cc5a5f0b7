import { describe, expect, test } from '@jest/globals';
import { decodeUtf8 } from '../../lib/utf8';

test.each(['', 'a', '\ufeffa\n', 'é€😀\n', '\ufffd'])('%j comes back as it is', (text) => {
  expect(decodeUtf8(Buffer.from(text))).toEqual({ isText: true, text });
});

describe('the first bad byte has a line and a column', () => {
  test.each<[string, number[], number, number]>([
    ['at the start', [0xff], 1, 1],
    ['of Latin-1', [0x61, 0x0a, 0x62, 0xe9, 0x0a], 2, 2],
    ['behind a character of four bytes', [0xf0, 0x9f, 0x98, 0x80, 0xc0], 1, 3],
    ['of a sequence that is cut off', [0x61, 0x0a, 0xe2, 0x82], 2, 1],
    ['of half a surrogate pair', [0x61, 0xed, 0xa0, 0x80], 1, 2],
  ])('%s', (_title, bytes, line, column) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toEqual({ isText: false, line, column });
  });
});
