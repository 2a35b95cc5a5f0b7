import { type CronFields, cron } from '../../../model/schema/scalars/cron';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;
/** How far the clocks of the world are ahead of UTC. */
const ZONES = { first: -12 * HOUR_MILLISECONDS, last: 14 * HOUR_MILLISECONDS, step: HOUR_MILLISECONDS / 4 };
const DAY_MINUTES = 24 * 60;
/** Long enough for 29 February. */
const LONGEST_DAYS = 8 * 366;
const ALL_DAYS = { month: 31, week: 7 };

/** The last moment of a schedule at or before this one, in UTC; undefined when there is none, or no such schedule. */
export function lastMoment(schedule: string, until: Date): Date | undefined {
  const parsed = cron.safeParse(schedule);
  if (!parsed.success) return undefined;
  const { fields } = parsed.data;
  if (fields === undefined) return lastOfInterval(schedule, until);
  const minute = Math.floor(until.getTime() / MINUTE_MILLISECONDS);
  const day = Math.floor(minute / DAY_MINUTES);
  for (let back = 0; back <= LONGEST_DAYS; back++) {
    if (!isDay(fields, new Date((day - back) * DAY_MINUTES * MINUTE_MILLISECONDS))) continue;
    const latest = back === 0 ? minute - day * DAY_MINUTES : DAY_MINUTES - 1;
    const found = lastMinute(fields, latest);
    if (found !== undefined) return new Date(((day - back) * DAY_MINUTES + found) * MINUTE_MILLISECONDS);
  }
  return undefined;
}

/**
 * The earliest moment that may be the last one at or before this one, where nobody knows in which time zone the schedule is
 * read. An hour more, for the night in which clocks are put back.
 */
export function earliestLastMoment(schedule: string, until: Date): Date | undefined {
  let earliest: number | undefined;
  for (let ahead = ZONES.first; ahead <= ZONES.last; ahead += ZONES.step) {
    const found = lastMoment(schedule, new Date(until.getTime() + ahead));
    if (found === undefined) return undefined;
    earliest = Math.min(earliest ?? Number.POSITIVE_INFINITY, found.getTime() - ahead);
  }
  return earliest === undefined ? undefined : new Date(earliest - HOUR_MILLISECONDS);
}

/** Where both kinds of days are narrowed, either will do. */
function isDay({ months, daysOfMonth, daysOfWeek }: CronFields, date: Date): boolean {
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const isDayOfMonth = daysOfMonth.includes(date.getUTCDate());
  const isDayOfWeek = daysOfWeek.includes(date.getUTCDay());
  const areBothNarrow = daysOfMonth.length < ALL_DAYS.month && daysOfWeek.length < ALL_DAYS.week;
  return areBothNarrow ? isDayOfMonth || isDayOfWeek : isDayOfMonth && isDayOfWeek;
}

function lastMinute({ hours, minutes }: CronFields, latest: number): number | undefined {
  const moments = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  return moments.filter((moment) => moment <= latest).at(-1);
}

/** `@every` has no fixed moments: one of them lies within each interval. */
function lastOfInterval(schedule: string, until: Date): Date {
  const amount = (unit: string): number => Number(new RegExp(`([0-9]+)${unit}`).exec(schedule)?.[1] ?? 0);
  const seconds = amount('h') * 3600 + amount('m') * 60 + amount('s');
  return new Date(until.getTime() - seconds * 1000);
}
