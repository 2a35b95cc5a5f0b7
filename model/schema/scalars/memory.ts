import { type Refusal, scalar } from './scalar';

/** Memory or storage in bytes; `text` as Kubernetes reads it, such as `512Mi`. */
export interface Memory {
  readonly bytes: number;
  readonly text: string;
}

/** Suffixes of Kubernetes `resource.Quantity`: powers of 2 with an i, powers of 10 without. */
const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};
const MEMORY = /^([0-9]+(?:\.[0-9]+)?)(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/;

/** Memory or storage: `512Mi`, `1Gi`, `1G` or bytes; whole bytes, more than zero. */
export const memory = scalar<Memory>({
  description: 'Bytes',
  allowed: 'Ki, Mi, Gi, Ti (steps of 1024) or k, M, G, T (steps of 1000), for example 512Mi',
  examples: ['512Mi', '1Gi'],
  pattern: MEMORY,
  parse: (text) => {
    const match = MEMORY.exec(text);
    if (!match) return refuse(text);
    const bytes = Number(match[1]) * (FACTORS[match[2] ?? ''] ?? Number.NaN);
    if (bytes === 0) return { message: 'an amount of memory must be more than zero' };
    if (!Number.isSafeInteger(bytes)) return { message: `"${text}" is not a whole number of bytes below 2^53` };
    return { value: { bytes, text } };
  },
});

function refuse(text: string): Refusal {
  const message = `"${text}" is not an amount of memory`;
  const milli = /^([0-9.]+)m$/.exec(text);
  if (milli) return { message: `"${text}" would be thousandths of a byte`, nearest: `${milli[1]}Mi` };
  const unit = /^([0-9.]+) ?([kmgtp])i?b?$/i.exec(text);
  return unit ? { message, nearest: `${unit[1]}${(unit[2] ?? '').toUpperCase()}i` } : { message };
}

/** Bytes with the largest suffix that is exact: `512Mi`, `1Gi`, `1500`. */
export function formatMemory(bytes: number): string {
  for (const suffix of ['Pi', 'Ti', 'Gi', 'Mi', 'Ki']) {
    const factor = FACTORS[suffix] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${suffix}`;
  }
  return String(bytes);
}
