import { Agent, get, type IncomingMessage } from 'node:http';
import type { LoadReport, LoadSettings, LoadTool } from './load-tool';

const REQUEST_TIMEOUT_MILLISECONDS = 10_000;

/** A small loader over connections that stay open; each connection has one request at a time. */
export const httpLoader: LoadTool = async (url, settings) => {
  const agent = new Agent({ keepAlive: true, maxSockets: settings.connections });
  const signal = AbortSignal.timeout(settings.seconds * 1000 + REQUEST_TIMEOUT_MILLISECONDS);
  try {
    const workers = Array.from({ length: settings.connections }, () => work({ url, agent, signal }, settings));
    return reportOf((await Promise.all(workers)).flat());
  } finally {
    agent.destroy();
  }
};

interface Target {
  readonly url: string;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly isError: boolean;
  readonly milliseconds: number;
}

async function work(target: Target, { seconds }: LoadSettings): Promise<Answer[]> {
  const answers: Answer[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const start = performance.now();
    const isError = !(await ask(target));
    answers.push({ isError, milliseconds: performance.now() - start });
    // Refused connections come back at once: without a pause they would be counted by the hundred thousand.
    if (isError) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return answers;
}

/** Whether the whole answer came, with a status that is no error. */
function ask({ url, agent, signal }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const onAnswer = (answer: IncomingMessage): void => {
      const status = answer.statusCode ?? 0;
      answer.on('error', () => resolve(false));
      answer.on('close', () => resolve(answer.complete && status >= 200 && status < 400));
      answer.resume();
    };
    const request = get(url, { agent, signal, timeout: REQUEST_TIMEOUT_MILLISECONDS }, onAnswer);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', () => resolve(false));
  });
}

function reportOf(answers: readonly Answer[]): LoadReport {
  const times = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? 0);
  return {
    requests: answers.length,
    errors: answers.filter(({ isError }) => isError).length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}
