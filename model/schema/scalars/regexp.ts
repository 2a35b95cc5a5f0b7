import { type Parsed, quote, textScalar } from './scalar';

const SHAPE = /^[^\0]+$/;
/** What RE2 leaves out, because it cannot be matched in linear time (github.com/google/re2/wiki/Syntax). */
const NOT_IN_RE2 = /(?<!\\)(?:\\\\)*(?:\(\?<?[=!]|\\[1-9])/;
const FLAGS = /\(\?[imsU]+\)/g;

/** A regular expression of RE2, as Prometheus and its exporters take it. */
export const regexp = textScalar({
  name: 'regular expression',
  allowed: 'RE2, which has neither lookaround nor back references',
  examples: ['"result"\\s*:\\s*"ok"'],
  pattern: SHAPE,
  parse,
});

function parse(text: string): Parsed<string> {
  const reason = `${quote(text)} is not a regular expression of RE2`;
  if (!SHAPE.test(text) || NOT_IN_RE2.test(text)) return { reason };
  try {
    new RegExp(text.replaceAll(FLAGS, '').replaceAll('(?P<', '(?<'));
    return { value: text };
  } catch {
    return { reason };
  }
}
