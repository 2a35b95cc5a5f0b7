import { scalar } from './scalar';

/** CPU time in thousandths of a core; `text` is canonical, such as `500m` or `2`. */
export interface Cpu {
  readonly millicores: number;
  readonly text: string;
}

const CPU = /^([0-9]+m|[0-9]+|[0-9]*\.[0-9]{1,3})$/;

/** CPU in the notation of Kubernetes `resource.Quantity`: `250m`, `0.5` or `2`; more than zero. */
export const cpu = scalar<Cpu>({
  description: 'CPU',
  allowed: 'thousandths of a core such as 250m, or cores such as 0.5 or 2',
  examples: ['250m', '0.5', '2'],
  pattern: CPU,
  parse: (text) => {
    if (!CPU.test(text)) return { message: `"${text}" is not an amount of CPU` };
    const millicores = text.endsWith('m') ? Number(text.slice(0, -1)) : Math.round(Number(text) * 1000);
    if (millicores === 0) return { message: 'an amount of CPU must be more than zero' };
    if (!Number.isSafeInteger(millicores)) return { message: `"${text}" is too large` };
    return { value: { millicores, text: formatCpu(millicores) } };
  },
});

/** `500m` below a whole number of cores, else `2`. */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}
