import { intervalSeconds, isDay, LONGEST_DAYS, minutesOfDay } from '../../../model/derive/schedule';
import { cron } from '../../../model/schema/scalars/cron';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;
/** How far the clocks of the world are ahead of UTC. */
const ZONES = { first: -12 * HOUR_MILLISECONDS, last: 14 * HOUR_MILLISECONDS, step: HOUR_MILLISECONDS / 4 };
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
