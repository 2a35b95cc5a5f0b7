import { assertNever } from '../../lib/errors';
import type { Health, ProbeAction } from '../../model/model';

/** The health check of a service (Compose Specification, `healthcheck`); durations with their unit. */
export interface HealthCheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
}

/** Readiness as Docker asks it, from inside of the container; undefined when no program in the image can. */
export function healthCheck(health: Health | undefined): HealthCheck | undefined {
  const command = health === undefined ? undefined : commandOf(health.readiness.action, health);
  if (health === undefined || command === undefined) return undefined;
  const { readiness, startup } = health;
  // One interval has to do for the start as well, for which engines before 25 have no other; the time after which a
  // service is unhealthy stays the same.
  const interval = Math.min(readiness.periodSeconds, startup.periodSeconds);
  return {
    test: ['CMD', ...command],
    interval: `${interval}s`,
    timeout: `${readiness.timeoutSeconds}s`,
    retries: Math.ceil((readiness.periodSeconds * readiness.failureThreshold) / interval),
    // Failures count from the end of it, and a success ends it.
    start_period: `${startup.periodSeconds * startup.failureThreshold}s`,
  };
}

function commandOf(action: ProbeAction, { program, readiness }: Health): readonly string[] | undefined {
  switch (action.kind) {
    case 'exec':
      return action.command;
    case 'http':
      return httpCommand(`http://127.0.0.1:${action.port.number}${action.path}`, program, readiness.timeoutSeconds);
    case 'tcp':
      return tcpCommand(action.port.number, program, readiness.timeoutSeconds);
    default:
      return assertNever(action);
  }
}

const NODE_HTTP = `fetch(process.argv[1]).then((answer) => process.exit(answer.status < 400 ? 0 : 1), () => process.exit(1))`;
const NODE_TCP = `require("net").connect(Number(process.argv[1]), "127.0.0.1").on("connect", () => process.exit(0)).on("error", () => process.exit(1))`;

/** Kubernetes takes every status from 200 to 399 as a success. */
function httpCommand(url: string, program: Health['program'], seconds: number): readonly string[] | undefined {
  switch (program) {
    case 'wget':
      return ['wget', '-q', '-T', String(seconds), '-O', '/dev/null', url];
    case 'curl':
      return ['curl', '-sf', '--max-time', String(seconds), '-o', '/dev/null', url];
    case 'node':
      return ['node', '-e', NODE_HTTP, url];
    case 'none':
      return undefined;
    default:
      return assertNever(program);
  }
}

/** An image with wget is one with busybox, which has nc; curl alone cannot only connect. */
function tcpCommand(port: number, program: Health['program'], seconds: number): readonly string[] | undefined {
  switch (program) {
    case 'wget':
      return ['nc', '-z', '-w', String(seconds), '127.0.0.1', String(port)];
    case 'node':
      return ['node', '-e', NODE_TCP, String(port)];
    case 'curl':
    case 'none':
      return undefined;
    default:
      return assertNever(program);
  }
}
