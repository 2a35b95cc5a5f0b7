import type { OpenPort } from '../../../deploy/running';
import { UserError } from '../../../lib/errors';
import type { Model } from '../../../model/model';
import { type CheckContext, type CheckResult, failed } from '../check';
import { OFFLINE } from './workloads';

/** An address at which a component says over HTTP whether it is ready. */
export interface Endpoint {
  readonly component: string;
  readonly port: number;
  readonly path: string;
  readonly timeoutSeconds: number;
}

/** The HTTP readiness of every component that goes on. */
export function endpointsOf(model: Model): Endpoint[] {
  return model.components.flatMap(({ name, run, health }) => {
    const action = health?.readiness.action;
    if (health === undefined || action?.kind !== 'http' || run !== undefined) return [];
    const { path, port } = action;
    return [{ component: name, port: port.number, path, timeoutSeconds: health.readiness.timeoutSeconds }];
  });
}

/** What is said of each endpoint while it can be reached; the way to it is closed again whatever happens. */
export async function perEndpoint(
  context: CheckContext,
  judge: (url: string, endpoint: Endpoint) => Promise<CheckResult>,
): Promise<CheckResult[]> {
  const { running, model } = context;
  if (running === undefined) return [OFFLINE];
  const results: CheckResult[] = [];
  for (const endpoint of endpointsOf(model)) {
    const open = await running.open(endpoint.component, endpoint.port).catch(refused);
    if (open instanceof UserError) {
      results.push(failed(`${endpoint.component} cannot be reached on port ${endpoint.port}: ${open.message}`));
      continue;
    }
    try {
      results.push(await judge(urlOf(open, endpoint.path), endpoint));
    } finally {
      await open.close();
    }
  }
  return results;
}

function refused(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

function urlOf({ host, port }: OpenPort, path: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}
