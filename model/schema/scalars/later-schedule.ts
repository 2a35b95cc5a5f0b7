const DELAY_MINUTES = 30;
const NUMBER = /^[0-9]+$/;

/**
 * The schedule half an hour after another one; undefined where that is none of five fields, or on days that other fields
 * would have to name.
 */
export function copySchedule(text: string): string | undefined {
  if (text === '@daily' || text === '@midnight') return `${DELAY_MINUTES} 0 * * *`;
  const [minute = '', hour = '', ...days] = text.trim().split(/[ \t]+/);
  if (days.length !== 3 || !NUMBER.test(minute)) return undefined;
  const later = Number(minute) + DELAY_MINUTES;
  if (later < 60 || hour === '*') return [later % 60, hour, ...days].join(' ');
  if (!NUMBER.test(hour)) return undefined;
  const next = Number(hour) + 1;
  if (next === 24 && days.some((field) => field !== '*')) return undefined;
  return [later - 60, next % 24, ...days].join(' ');
}
