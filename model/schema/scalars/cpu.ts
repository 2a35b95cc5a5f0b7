import { numericScalar, type Parsed, quote } from './scalar';

/** CPU time in thousandths of a core; `text` is canonical, such as `500m` or `2`. */
export interface Cpu {
  readonly millicores: number;
  readonly text: string;
}

const CPU = /^((0|[1-9][0-9]*)m|(0|[1-9][0-9]*)(\.[0-9]{1,3}0*)?|\.[0-9]{1,3}0*)$/;

/** CPU in the notation of Kubernetes apimachinery `resource.Quantity`, in whole thousandths of a core and more than zero. */
export const cpu = numericScalar<Cpu>({
  name: 'CPU quantity',
  allowed: 'thousandths of a core such as 250m, or cores such as 0.5 or 2',
  examples: ['250m', '0.5', '2'],
  pattern: CPU,
  max: 32,
  numbers: { type: 'number', exclusiveMinimum: 0 },
  parse: parseCpu,
});

function parseCpu(text: string): Parsed<Cpu> {
  if (!CPU.test(text)) return refuse(text);
  const millicores = text.endsWith('m') ? Number(text.slice(0, -1)) : Math.round(Number(text) * 1000);
  if (millicores === 0) return { reason: `${quote(text)} is no CPU at all, it must be more than zero` };
  if (!Number.isSafeInteger(millicores)) return { reason: `${quote(text)} is more CPU than can be counted` };
  return { value: cpuOf(millicores) };
}

function refuse(text: string): Parsed<Cpu> {
  const mega = /^([1-9][0-9]*) ?(?:M|mcpu|millicores?)$/.exec(text);
  if (mega) return { reason: `${quote(text)} is not a CPU quantity`, nearest: `${mega[1]}m` };
  if (/^[0-9]*\.[0-9]+m?$/.test(text)) return { reason: `${quote(text)} is finer than a thousandth of a core` };
  const near = text.trim();
  const isNear = near !== text && CPU.test(near) && Number.parseFloat(near) > 0;
  return { reason: `${quote(text)} is not a CPU quantity`, ...(isNear ? { nearest: near } : {}) };
}

function cpuOf(millicores: number): Cpu {
  return { millicores, text: formatCpu(millicores) };
}

/** Thousandths of a core as the API server prints them: `500m` below a whole number of cores, else `2`. */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}
