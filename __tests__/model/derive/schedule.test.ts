import { expect, test } from '@jest/globals';
import { longestGapSeconds } from '../../../model/derive/schedule';
import { cron } from '../../../model/schema/scalars/cron';

const HOUR = 3600;
const DAY = 24 * HOUR;

test.each([
  ['0 2 * * *', DAY],
  ['@hourly', HOUR],
  ['*/15 * * * *', HOUR / 4],
  ['0 */6 * * *', 6 * HOUR],
  // From ten in the evening to six in the morning, and from one Friday evening to Monday.
  ['0 6-22 * * *', 8 * HOUR],
  ['0 8-18/2 * * 1-5', 62 * HOUR],
  ['0 4 * * 0', 7 * DAY],
  ['30 1 1 * *', 31 * DAY],
  ['0 3 1,15 * *', 17 * DAY],
  // Either kind of day: no Friday is further away than a week.
  ['0 3 1 * 5', 7 * DAY],
  // One day of the week in one month of the year.
  ['0 0 * 2 1', 350 * DAY],
  ['@yearly', 366 * DAY],
  ['0 0 29 2 *', 1461 * DAY],
  ['@every 1h30m', 1.5 * HOUR],
  ['@every 36h', 36 * HOUR],
])('runs of %s are %i seconds apart at most', (schedule, seconds) => {
  expect(longestGapSeconds(cron.parse(schedule))).toBe(seconds);
});
