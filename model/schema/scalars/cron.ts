import { type Refusal, scalar } from './scalar';

/** A schedule as a Kubernetes CronJob accepts it. */
export interface Cron {
  readonly text: string;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 6, names: DAYS },
];
const DESCRIPTORS = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Five fields or a descriptor, by the grammar of robfig/cron v3 `ParseStandard`, which Kubernetes uses. Libraries for
 * JavaScript accept more (seconds, `L`, `#`, day 7), which the API server then refuses: hence a parser of its own.
 */
export const cron = scalar<Cron>({
  description: 'Schedule',
  allowed: 'minute hour day-of-month month day-of-week, or @hourly, @daily, @weekly, @monthly, @yearly',
  examples: ['0 2 * * *', '@daily'],
  parse: parseCron,
});

function parseCron(text: string): { readonly value: Cron } | Refusal {
  if (text.startsWith('@')) {
    if (DESCRIPTORS.has(text)) return { value: { text } };
    return { message: `"${text}" is not a schedule that is known` };
  }
  const parts = text.trim().split(/[ \t]+/);
  if (parts.length !== FIELDS.length)
    return { message: `a schedule has five fields, "${text}" has ${text.trim() === '' ? 0 : parts.length}` };
  const values: ReadonlySet<number>[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const parsed = parseField(parts[index] ?? '', field);
    if (typeof parsed === 'string') return { message: `${field.name}: ${parsed}` };
    values.push(parsed);
  }
  const [, , days, months] = values;
  // With a day of week given too, cron runs when either matches, so only a lone day of month can never come.
  const dayOfWeekIsOpen = /^[*?]/.test(parts[4] ?? '');
  if (days && months && dayOfWeekIsOpen && !everComes(days, months))
    return { message: `"${text}" names a day that never comes` };
  return { value: { text } };
}

function everComes(days: ReadonlySet<number>, months: ReadonlySet<number>): boolean {
  return [...months].some((month) => [...days].some((day) => day <= (LONGEST_MONTH[month - 1] ?? 31)));
}

function parseField(text: string, field: Field): ReadonlySet<number> | string {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = parseRange(part, field);
    if (typeof range === 'string') return range;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return values;
}

function parseRange(text: string, field: Field): { from: number; to: number; step: number } | string {
  const [span = '', stepText, ...rest] = text.split('/');
  if (rest.length > 0) return `"${text}" has more than one "/"`;
  const [lowText = '', highText, ...more] = span.split('-');
  if (more.length > 0) return `"${text}" has more than one "-"`;
  const open = lowText === '*' || lowText === '?';
  if (open && highText !== undefined) return `"${text}" mixes "*" with a range`;
  const low = open ? field.min : parseValue(lowText, field);
  const single = stepText === undefined ? low : field.max;
  const high = open ? field.max : highText === undefined ? single : parseValue(highText, field);
  const step = stepText === undefined ? 1 : /^[0-9]{1,4}$/.test(stepText) ? Number(stepText) : Number.NaN;
  if (low === undefined || high === undefined) return `"${text}" is not between ${field.min} and ${field.max}`;
  if (low > high) return `"${text}" ends before it starts`;
  return step >= 1 ? { from: low, to: high, step } : `"${text}" has no step of 1 or more`;
}

function parseValue(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + field.min : /^[0-9]{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.min && value <= field.max ? value : undefined;
}
