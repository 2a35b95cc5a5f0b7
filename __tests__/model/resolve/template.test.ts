import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTemplate, type TemplatePart } from '../../../model/resolve/template';

const text = (value: string): TemplatePart => ({ kind: 'text', text: value });
const reference = (name: string): TemplatePart => ({ kind: 'reference', name });

describe('a text is split at its references', () => {
  test.each([
    ['', [text('')]],
    ['a', [text('a')]],
    ['${a.b}', [reference('a.b')]],
    ['${ a.b }', [reference('a.b')]],
    ['x${a}y${b}z', [text('x'), reference('a'), text('y'), reference('b'), text('z')]],
    ['$${a}', [text('${a}')]],
    ['$$${a}', [text('$${a}')]],
    ['$a $(a) $$ {a} }', [text('$a $(a) $$ {a} }')]],
    ['${a}$', [reference('a'), text('$')]],
  ])('%j', (source, parts) => {
    expect(parseTemplate(source)).toEqual({ parts });
  });

  test.each(['${', '${a', 'x ${a ${b'])('%j is not closed', (source) => {
    expect(parseTemplate(source)).toHaveProperty('error');
  });
});

test('a text comes through as it is once each ${ is escaped', () => {
  const hostile = fc.string({ unit: fc.constantFrom('$', '{', '}', '(', ')', 'a', '\n', '\u2028', '🚀') });
  fc.assert(
    fc.property(fc.oneof(fc.string(), hostile), (value) => {
      expect(parseTemplate(value.replaceAll('${', () => '$${'))).toEqual({ parts: [text(value)] });
    }),
    { numRuns: 500 },
  );
});
