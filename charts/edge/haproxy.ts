import type { Carry } from './controller';

const PREFIX = 'haproxy.org';

/** Annotations of the HAProxy Kubernetes ingress controller; it counts requests in a window, which knows no burst. */
export const haproxy: Carry = ({ headers, rateLimit }) => ({
  ...(headers.length === 0
    ? {}
    : { [`${PREFIX}/response-set-header`]: headers.map(({ name, value }) => `${name} "${value}"\n`).join('') }),
  ...(rateLimit === undefined
    ? {}
    : {
        [`${PREFIX}/rate-limit-period`]: '1s',
        [`${PREFIX}/rate-limit-requests`]: String(rateLimit.requestsPerSecond),
        [`${PREFIX}/rate-limit-status-code`]: '429',
      }),
});
