import { UserError } from '../lib/errors';

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Seconds of a duration such as `90s`, `10m` or `1h30m` (as Go writes them); throws a `UserError` for anything else. */
export function secondsOf(option: string, text: string): number {
  const parts = [...text.matchAll(/(\d+)(h|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new UserError(`--${option} takes a duration such as 90s, 10m or 1h30m, not "${text}"`);
  const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0);
  if (seconds === 0) throw new UserError(`--${option} takes more than no time`);
  return seconds;
}
