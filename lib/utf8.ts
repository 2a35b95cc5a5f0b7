/** The text of some bytes, or where the first of them stands that is no UTF-8; line and column count from 1. */
export type DecodedText =
  | { readonly isText: true; readonly text: string }
  | { readonly isText: false; readonly line: number; readonly column: number };

/** Reads bytes as UTF-8 and never replaces a byte: a value that changes without a word is worse than none. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  try {
    return { isText: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, firstBadByte(bytes)));
    const lines = before.split('\n');
    return { isText: false, line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  }
}

/** Index of the first byte that does not come back when what was read is written again. */
function firstBadByte(bytes: Uint8Array): number {
  const again = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), 'utf8');
  const differs = bytes.findIndex((byte, index) => byte !== again[index]);
  return differs < 0 ? bytes.length : differs;
}
