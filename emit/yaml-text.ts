import { UserError } from '../lib/errors';

/** The keys and indices down to a node, for messages. */
export type Trail = (string | number)[];

const plainCharacter = '[\\w./@+=,$()%;?*~^&<>|-]';
/** Starts with a letter, `_` or `/`; the rest is syntax to no YAML reader inside a block collection. */
const plainText = new RegExp(`^[A-Za-z_/](?:${plainCharacter}|[: ](?=${plainCharacter}))*$`);
/** Such as 500m, 128Mi, 30s and 25%, which no YAML reader takes for a number or a date. */
const quantity = /^\d{1,15}(?:\.\d{1,15})?(?:[mnu]|[KMGTP]i|[kMGTP]|[smhd]|%)$/;
/** What some version of YAML reads as a boolean, a null or a number. */
const reservedWord = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
/** NUL, and half of a surrogate pair: neither UTF-8 nor a container's environment holds them. */
const impossible = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
/** Line ends that only some readers know, and what a reviewer cannot see. */
const invisible = /[\x7F-\xA0\xAD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]/g;
/** What a literal block does not carry through every reader, or what an editor strips from one. */
const notLiteral = /^[\n ]|(?![\n\t])\p{Cc}|^ *\t|\n *\t|[ \t](?:\n|$)|\n\n$/u;

const longestPlain = 1000;
/** Readers refuse a key of more than 1,024 characters on one line with its value. */
const longestKey = 1000;
const mostKnown = 10_000;

/** A key without its colon, in the explicit form `? key` when it is too long for the short one. */
export function keyToYaml(key: string, newline: string, trail: Trail): string {
  const written = isPlain(key) ? key : quoted(key, trail);
  return written.length > longestKey ? `? ${written}${newline}` : written;
}

/** A text as a value that starts in the column of the indentation in `newline`, which is a line feed and spaces. */
export function textToYaml(value: string, newline: string, trail: Trail): string {
  if (isPlain(value)) {
    return value;
  }
  // A block at the root could hold a line that starts with `---`, where kubectl cuts the stream before it parses it.
  if (newline === '\n' || !value.includes('\n') || notLiteral.test(value) || value.search(invisible) !== -1) {
    return quoted(value, trail);
  }
  refuseImpossible(value, trail);
  const [header, lines] = value.endsWith('\n') ? ['|', value.slice(0, -1)] : ['|-', value];
  return `${header}${newline}${lines.replace(/\n(?=[^\n])/g, newline)}`;
}

/** Whether a short text may stand bare; objects repeat the same keys and words, so that a look-up saves most of the matching. */
const known = new Map<string, boolean>();

function isPlain(value: string): boolean {
  if (value.length > longestPlain) {
    return false;
  }
  let plain = known.get(value);
  if (plain === undefined) {
    plain = plainText.test(value) ? !reservedWord.test(value) : quantity.test(value);
    if (known.size < mostKnown) {
      known.set(value, plain);
    }
  }
  return plain;
}

function quoted(value: string, trail: Trail): string {
  refuseImpossible(value, trail);
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(invisible, escaped);
}

function refuseImpossible(value: string, trail: Trail): void {
  const found = impossible.exec(value)?.[0];
  if (found === undefined) {
    return;
  }
  const code = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const what = found === '\0' ? `a NUL character (${code})` : `half of a surrogate pair (${code})`;
  const path = trail.map((step) => JSON.stringify(step).replace(/^"([\w./-]+)"$/, '$1')).join('.');
  const message = `${path === '' ? 'the text' : path} holds ${what}, which no output can carry`;
  throw new UserError(message, { issues: [{ code: 'unrepresentable-text', path, message, severity: 'error' }] });
}
