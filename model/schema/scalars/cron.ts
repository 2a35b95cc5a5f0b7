import { parseField } from './cron-field';
import { type Parsed, quote, type Refusal, scalar } from './scalar';

/** The moments of a schedule, each list ascending; Sunday is 0. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  readonly daysOfWeek: readonly number[];
}

/** A schedule as a Kubernetes CronJob accepts it; `fields` is absent for `@every`, which has no fixed moments. */
export interface Cron {
  readonly text: string;
  readonly fields?: CronFields;
}

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const EVERY = /^@every ((?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?)$/;
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Five fields or a descriptor, by the grammar of robfig/cron v3 `ParseStandard`, which Kubernetes uses. Libraries for
 * JavaScript accept a superset (seconds, `L`, `W`, `#`, day 7), which the API server then refuses: hence a parser of its
 * own. Stricter than robfig where it drops input without a word: empty list items, `*-5`, and days that never come.
 */
export const cron = scalar<Cron>({
  name: 'schedule',
  allowed: 'minute hour day-of-month month day-of-week, or @hourly, @daily, @weekly, @monthly, @yearly, @every 1h30m',
  examples: ['0 2 * * *', '@daily'],
  pattern:
    /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly|every [0-9hms]+)|[ \t]*([0-9A-Za-z*?,/-]+[ \t]+){4}[0-9A-Za-z*?,/-]+[ \t]*)$/,
  max: 256,
  parse: parseCron,
});

function parseCron(text: string): Parsed<Cron> {
  const zone = /^(?:CRON_)?TZ=\S*\s*(.*)$/.exec(text);
  if (zone) return { reason: `${quote(text)} names a time zone`, ...nearest(zone[1] ?? '') };
  if (text.startsWith('@')) return parseDescriptor(text);
  const parts = text.split(/[ \t]+/).filter((part) => part !== '');
  if (parts.length !== 5) {
    const reason = `${quote(text)} has ${parts.length} fields, a schedule has five`;
    // Six fields are nearly always seconds in front.
    return { reason, ...(parts.length === 6 ? nearest(parts.slice(1).join(' ')) : {}) };
  }
  return parseFields(parts);
}

function parseDescriptor(text: string): Parsed<Cron> {
  const same = Object.hasOwn(DESCRIPTORS, text) ? DESCRIPTORS[text] : undefined;
  if (same !== undefined) {
    const parsed = parseFields(same.split(' '));
    return 'value' in parsed ? { value: { ...parsed.value, text } } : parsed;
  }
  const every = EVERY.exec(text)?.[1];
  if (every && /[1-9]/.test(every)) return { value: { text } };
  const lower = text.toLowerCase().trim();
  return { reason: `${quote(text)} is not a schedule`, ...(lower === text ? {} : nearest(lower)) };
}

function parseFields(parts: readonly string[]): Parsed<Cron> {
  const kinds = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'] as const;
  const parsed = kinds.map((kind, index) => parseField(kind, parts[index] ?? ''));
  const text = parts.join(' ');
  const wrong = parsed.find((field) => 'reason' in field);
  if (wrong && 'reason' in wrong) return { reason: `${quote(text)}: ${wrong.reason}`, ...mend(parts) };
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = parsed.map((field) => ('values' in field ? field : NONE));
  if (!minutes || !hours || !daysOfMonth || !months || !daysOfWeek) return { reason: `${quote(text)} is incomplete` };
  // Where both kinds of day are narrowed, cron runs when either matches: then some day of the week always comes.
  if (daysOfWeek.isOpen && !everComes(daysOfMonth.values, months.values))
    return { reason: `${quote(text)} names a day that never comes` };
  const fields = {
    minutes: minutes.values,
    hours: hours.values,
    daysOfMonth: daysOfMonth.values,
    months: months.values,
    daysOfWeek: daysOfWeek.values,
  };
  return { value: { text, fields } };
}

const NONE = { values: [] as readonly number[], isOpen: false };

function everComes(days: readonly number[], months: readonly number[]): boolean {
  return months.some((month) => days.some((day) => day <= (LONGEST_MONTH[month - 1] ?? 0)));
}

/** Day 7 is Sunday elsewhere. */
function mend(parts: readonly string[]): Pick<Refusal, 'nearest'> {
  return parts[4] === '7' ? nearest([...parts.slice(0, 4), '0'].join(' ')) : {};
}

function nearest(text: string): Pick<Refusal, 'nearest'> {
  return text !== '' && 'value' in parseCron(text) ? { nearest: text } : {};
}
