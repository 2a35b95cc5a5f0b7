import type { Cron, CronFields } from '../schema/scalars/cron';

const DAY_MINUTES = 24 * 60;
const DAY_MILLISECONDS = DAY_MINUTES * 60_000;
/** Long enough for two times 29 February. */
export const LONGEST_DAYS = 8 * 366;
/** Of a leap year; any other will do. */
const FIRST_DAY = Date.UTC(2024, 0, 1);
const ALL = { months: 12, daysOfMonth: 31, daysOfWeek: 7 };

/** Whether a schedule runs on this day, in UTC. Where both kinds of days are narrowed, either will do. */
export function isDay({ months, daysOfMonth, daysOfWeek }: CronFields, date: Date): boolean {
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const isDayOfMonth = daysOfMonth.includes(date.getUTCDate());
  const isDayOfWeek = daysOfWeek.includes(date.getUTCDay());
  const areBothNarrow = daysOfMonth.length < ALL.daysOfMonth && daysOfWeek.length < ALL.daysOfWeek;
  return areBothNarrow ? isDayOfMonth || isDayOfWeek : isDayOfMonth && isDayOfWeek;
}

/** The minutes of a day on which a schedule runs, ascending. */
export function minutesOfDay({ hours, minutes }: CronFields): readonly number[] {
  return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
}

/** Seconds between two runs of an `@every`. */
export function intervalSeconds(text: string): number {
  const amount = (unit: string): number => Number(new RegExp(`([0-9]+)${unit}`).exec(text)?.[1] ?? 0);
  return amount('h') * 3600 + amount('m') * 60 + amount('s');
}

/** Seconds from one run to the next at most. */
export function longestGapSeconds({ text, fields }: Cron): number {
  if (fields === undefined) return intervalSeconds(text);
  const minutes = minutesOfDay(fields);
  const [first = 0] = minutes;
  const last = minutes.at(-1) ?? 0;
  const overnight = longestDays(fields) * DAY_MINUTES + first - last;
  return Math.max(overnight, ...gaps(minutes)) * 60;
}

function longestDays(fields: CronFields): number {
  const { months, daysOfMonth, daysOfWeek } = fields;
  const isDaily =
    months.length === ALL.months && daysOfMonth.length === ALL.daysOfMonth && daysOfWeek.length === ALL.daysOfWeek;
  // Most are, and need no look at thousands of days.
  if (isDaily) return 1;
  const days = Array.from({ length: LONGEST_DAYS }, (_, day) => day).filter((day) =>
    isDay(fields, new Date(FIRST_DAY + day * DAY_MILLISECONDS)),
  );
  return Math.max(...gaps(days));
}

function gaps(ascending: readonly number[]): number[] {
  return ascending.slice(1).map((value, index) => value - (ascending[index] ?? value));
}
