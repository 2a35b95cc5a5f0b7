import { type Check, type CheckResult, failed, passed } from '../check';
import { type Endpoint, perEndpoint } from '../reading/endpoints';

/** A way through a cluster adds to what a probe from the node takes. */
const LEAST_TIMEOUT_SECONDS = 5;

export const httpEndpoints: Check = {
  id: 'http-endpoints',
  category: 'networking',
  title: 'Every component with an HTTP readiness probe answers it',
  run: (context) => perEndpoint(context, judge),
};

async function judge(url: string, { component, path, timeoutSeconds }: Endpoint): Promise<CheckResult> {
  const seconds = Math.max(timeoutSeconds, LEAST_TIMEOUT_SECONDS);
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(seconds * 1000) });
    await answer.body?.cancel();
    // As the kubelet counts.
    const isReady = answer.status >= 200 && answer.status < 400;
    const message = `${component} answers ${path} with ${answer.status}`;
    return isReady ? passed(message) : failed(message);
  } catch (error) {
    return failed(`${component} does not answer ${path}: ${reasonOf(error, seconds)}`);
  }
}

function reasonOf(error: unknown, seconds: number): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `nothing came in ${seconds} seconds`;
  return (cause as Error | undefined)?.message ?? message;
}
