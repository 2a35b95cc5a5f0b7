import { type Parsed, quote, scalar } from './scalar';

/** A length of time in whole seconds; `text` as written. */
export interface Duration {
  readonly seconds: number;
  readonly text: string;
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
const LONGEST_SECONDS = 2 ** 31 - 1;
const DURATION = /^(?=.)(?:([0-9]{1,10})d)?(?:([0-9]{1,10})h)?(?:([0-9]{1,10})m)?(?:([0-9]{1,10})s)?$/;

/** A duration such as `30s`, `5m`, `1h30m` or `7d`: whole seconds, more than zero, within the int32 of Kubernetes fields. */
export const duration = scalar<Duration>({
  name: 'duration',
  allowed: 'days, hours, minutes and seconds in this order',
  examples: ['30s', '5m', '1h30m', '7d'],
  pattern: DURATION,
  max: 48,
  parse: parseDuration,
});

function parseDuration(text: string): Parsed<Duration> {
  const match = DURATION.exec(text);
  if (!match) return refuse(text);
  const seconds = Object.values(UNITS).reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
  if (seconds === 0) return { reason: `${quote(text)} is no time at all, it must be more than zero` };
  if (seconds > LONGEST_SECONDS) return { reason: `${quote(text)} is longer than 2^31 seconds` };
  return { value: { seconds, text } };
}

function refuse(text: string): Parsed<Duration> {
  const reason = `${quote(text)} is not a duration`;
  const one =
    /^([0-9]+(?:\.[0-9]+)?) *(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)?$/i.exec(
      text.trim(),
    );
  const unit = one?.[2]?.[0]?.toLowerCase() ?? 's';
  const seconds = Number(one?.[1]) * (unit === 'w' ? 7 * 86_400 : (UNITS[unit] ?? 1));
  const isNear = Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST_SECONDS;
  // A bare number keeps its digits: 90 is more readily recognised in 90s than in 1m30s.
  return isNear ? { reason, nearest: one?.[2] ? formatDuration(seconds) : `${seconds}s` } : { reason };
}

/** Whole seconds as days, hours, minutes and seconds: `1h30m`, `7d`; `0s` for none. */
function formatDuration(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}
