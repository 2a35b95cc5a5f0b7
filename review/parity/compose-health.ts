import type { Fact } from './facts';
import type { AnyObject } from './read-object';

/** Facts of a health check: what its command asks, whichever program of the image asks it. */
export function composeHealth(check: AnyObject): Partial<Record<Fact, unknown>> {
  if (check?.test === undefined) return {};
  const [, program, ...args] = check.test as readonly string[];
  const last = args.at(-1) ?? '';
  const url = /^http:\/\/127\.0\.0\.1:(\d+)(\/.*)$/.exec(last);
  const asksHttp = ['wget', 'curl'].includes(program ?? '') || isScript(program, args, 'fetch(');
  const asksTcp = (program === 'nc' && args[0] === '-z') || isScript(program, args, '.connect(');
  return {
    health:
      asksHttp && url !== null
        ? `http :${url[1]}${url[2]}`
        : asksTcp
          ? `tcp :${last}`
          : `exec ${JSON.stringify(check.test.slice(1))}`,
    healthPath: asksHttp ? url?.[2] : undefined,
    healthTiming: {
      timeout: seconds(check.timeout),
      unready: (seconds(check.interval) ?? 0) * check.retries,
      start: seconds(check.start_period),
    },
  };
}

function isScript(program: string | undefined, args: readonly string[], call: string): boolean {
  return program === 'node' && args[0] === '-e' && args[1]?.includes(call) === true;
}

/** Seconds of a duration such as `1h2m3s`. */
export function seconds(duration: string | undefined): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(duration ?? '');
  if (match === null || duration === undefined) return undefined;
  const [, hours = 0, minutes = 0, rest = 0] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}
