import { quote } from './scalar';

/** The values that one field of a schedule stands for, ascending; `isOpen` when it is `*` or `?` and narrows nothing. */
export interface CronField {
  readonly values: readonly number[];
  readonly isOpen: boolean;
}

interface Bounds {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly isOpen: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const BOUNDS = {
  minute: { name: 'minute', min: 0, max: 59, names: [] },
  hour: { name: 'hour', min: 0, max: 23, names: [] },
  dayOfMonth: { name: 'day of month', min: 1, max: 31, names: [] },
  month: { name: 'month', min: 1, max: 12, names: MONTHS },
  dayOfWeek: { name: 'day of week', min: 0, max: 6, names: DAYS },
} satisfies Record<string, Bounds>;

/** One field of a schedule by robfig/cron v3 `getField`, or why it is refused. */
export function parseField(kind: keyof typeof BOUNDS, text: string): CronField | { readonly reason: string } {
  const bounds = BOUNDS[kind];
  const values = new Set<number>();
  let isOpen = false;
  for (const part of text.split(',')) {
    const range = parseRange(part, bounds);
    if (typeof range === 'string') return { reason: `${bounds.name} ${range}` };
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
    isOpen ||= range.isOpen;
  }
  return { values: [...values].sort((a, b) => a - b), isOpen };
}

function parseRange(text: string, bounds: Bounds): Range | string {
  const [span = '', stepText, ...slashes] = text.split('/');
  const [lowText = '', highText, ...hyphens] = span.split('-');
  if (slashes.length > 0) return `${quote(text)} has more than one "/"`;
  if (hyphens.length > 0) return `${quote(text)} has more than one "-"`;
  const step = stepText === undefined ? 1 : /^[0-9]{1,4}$/.test(stepText) ? Number(stepText) : 0;
  if (step === 0) return `${quote(text)} has no step of 1 or more`;
  if (lowText === '*' || lowText === '?') {
    if (highText !== undefined) return `${quote(text)} mixes "${lowText}" with a range`;
    // robfig/cron takes only a step of 1 for "every": */2 narrows the field.
    return { from: bounds.min, to: bounds.max, step, isOpen: step === 1 };
  }
  const from = parseValue(lowText, bounds);
  // A single value with a step runs from there to the end of the field.
  const to = highText !== undefined ? parseValue(highText, bounds) : stepText === undefined ? from : bounds.max;
  if (from === undefined || to === undefined) return `${quote(text)} is not within ${bounds.min} to ${bounds.max}`;
  return from > to ? `${quote(text)} ends before it starts` : { from, to, step, isOpen: false };
}

function parseValue(text: string, bounds: Bounds): number | undefined {
  const named = bounds.names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + bounds.min : /^[0-9]{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= bounds.min && value <= bounds.max ? value : undefined;
}
