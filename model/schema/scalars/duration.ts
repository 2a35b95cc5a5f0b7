import { scalar } from './scalar';

/** A length of time in whole seconds; `text` as written. */
export interface Duration {
  readonly seconds: number;
  readonly text: string;
}

const DURATION = /^(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?$/;

/** A duration such as `30s`, `5m`, `1h30m` or `7d`; more than zero. */
export const duration = scalar<Duration>({
  description: 'Duration',
  allowed: 'days, hours, minutes and seconds such as 30s, 5m, 1h30m or 7d',
  examples: ['30s', '5m'],
  pattern: DURATION,
  parse: (text) => {
    const match = DURATION.exec(text);
    if (!match || text === '')
      return { message: `"${text}" is not a duration`, ...(/^[0-9]+$/.test(text) ? { nearest: `${text}s` } : {}) };
    const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
    const total = (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
    return total > 0 && total <= 2 ** 31
      ? { value: { seconds: total, text } }
      : { message: `"${text}" is out of range` };
  },
});
