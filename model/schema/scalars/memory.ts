import { numericScalar, type Parsed, quote } from './scalar';

/** Memory or storage in bytes; `text` is what the API server prints, such as `512Mi` or `1G`. */
export interface Memory {
  readonly bytes: number;
  readonly text: string;
}

/** Suffixes of Kubernetes apimachinery `resource.Quantity`, largest first; E and Ei lie above 2^53 bytes. */
const BINARY: Readonly<Record<string, number>> = {
  Pi: 2 ** 50,
  Ti: 2 ** 40,
  Gi: 2 ** 30,
  Mi: 2 ** 20,
  Ki: 2 ** 10,
};
const DECIMAL: Readonly<Record<string, number>> = { P: 1e15, T: 1e12, G: 1e9, M: 1e6, k: 1e3 };
const MEMORY = /^(0|[1-9][0-9]*)?(?:(?<=[0-9])|(?=\.))(?:\.([0-9]+))?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/;

/** Memory or storage by Kubernetes apimachinery `resource.Quantity`: whole bytes, more than zero, below 2^53. */
export const memory = numericScalar<Memory>({
  name: 'memory quantity',
  allowed: 'Ki, Mi, Gi, Ti, Pi (2^10 steps) or k, M, G, T, P (10^3 steps)',
  examples: ['512Mi', '1Gi'],
  pattern: MEMORY,
  max: 32,
  numbers: { type: 'integer', minimum: 1 },
  parse: parseMemory,
});

function parseMemory(text: string): Parsed<Memory> {
  const match = MEMORY.exec(text);
  if (!match) return refuse(text);
  const [, whole = '', fraction = '', suffix = ''] = match;
  const isBinary = suffix in BINARY;
  // Decimal digits are multiplied as integers: 1.1 * 1e9 is no whole number in floating point.
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * BigInt(BINARY[suffix] ?? DECIMAL[suffix] ?? 1);
  if (scaled === 0n) return { reason: `${quote(text)} is no memory at all, it must be more than zero` };
  if (scaled / scale >= 2n ** 53n) return { reason: `${quote(text)} is 2^53 bytes or more` };
  if (scaled % scale !== 0n) return refuseFraction(text, Number(scaled / scale));
  const bytes = Number(scaled / scale);
  return { value: { bytes, text: isBinary ? formatMemory(bytes) : withSuffix(bytes, DECIMAL) } };
}

function refuseFraction(text: string, floor: number): Parsed<Memory> {
  const nearest = floor >= 2 ** 30 ? `${Math.ceil((floor + 1) / 2 ** 20)}Mi` : formatMemory(floor + 1);
  return { reason: `${quote(text)} is not a whole number of bytes`, nearest };
}

function refuse(text: string): Parsed<Memory> {
  const milli = /^([1-9][0-9]*)m$/.exec(text);
  if (milli) return { reason: `${quote(text)} is ${Number(milli[1]) / 1000} of a byte`, ...near(`${milli[1]}Mi`) };
  const unit = /^([1-9][0-9]*(?:\.[0-9]+)?) ?([kmgtp])(?:i?b?|i?bytes?)$/i.exec(text.trim());
  const reason = `${quote(text)} is not a memory quantity`;
  if (unit) return { reason, ...near(`${unit[1]}${(unit[2] ?? '').toUpperCase()}i`) };
  return { reason, ...near(text.trim().replace(/ ?(?:b|bytes?)$/i, '')) };
}

function near(text: string): { readonly nearest?: string } {
  return MEMORY.test(text) && 'value' in parseMemory(text) ? { nearest: text } : {};
}

function withSuffix(bytes: number, factors: Readonly<Record<string, number>>): string {
  for (const [suffix, factor] of Object.entries(factors))
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${suffix}`;
  return String(bytes);
}

/** Bytes with the largest suffix of 2^10 steps that is exact: `512Mi`, `1Gi`, `1500`. */
export function formatMemory(bytes: number): string {
  return withSuffix(bytes, BINARY);
}
