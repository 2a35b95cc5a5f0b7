import { intervalSeconds, isDay, LONGEST_DAYS, minutesOfDay } from '../../../model/derive/schedule';
import { cron } from '../../../model/schema/scalars/cron';

const MINUTE_MILLISECONDS = 60_000;
const DAY_MINUTES = 24 * 60;

/** The last moment of a schedule at or before this one, in UTC; undefined when there is none, or no such schedule. */
export function lastMoment(schedule: string, until: Date): Date | undefined {
  const parsed = cron.safeParse(schedule);
  if (!parsed.success) return undefined;
  const { fields } = parsed.data;
  // `@every` has no fixed moments: one of them lies within each interval.
  if (fields === undefined) return new Date(until.getTime() - intervalSeconds(schedule) * 1000);
  const minute = Math.floor(until.getTime() / MINUTE_MILLISECONDS);
  const day = Math.floor(minute / DAY_MINUTES);
  for (let back = 0; back <= LONGEST_DAYS; back++) {
    if (!isDay(fields, new Date((day - back) * DAY_MINUTES * MINUTE_MILLISECONDS))) continue;
    const latest = back === 0 ? minute - day * DAY_MINUTES : DAY_MINUTES - 1;
    const found = minutesOfDay(fields).findLast((moment) => moment <= latest);
    if (found !== undefined) return new Date(((day - back) * DAY_MINUTES + found) * MINUTE_MILLISECONDS);
  }
  return undefined;
}
