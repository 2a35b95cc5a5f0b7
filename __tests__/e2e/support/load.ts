import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;
const LIMIT_MS = 10_000;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What became of the requests of a load. */
export interface LoadResult {
  readonly requests: number;
  /** Messages of those that failed, with the milliseconds since the load began. */
  readonly failures: readonly { readonly at: number; readonly message: string }[];
  /** Different bodies of those that did not, in their order. */
  readonly bodies: readonly string[];
}

/** One request on a connection of its own, so that every one chooses a pod anew. */
export function get(url: string): Promise<Answer> {
  return new Promise((settle, fail) => {
    const sent = request(url, { agent: false, timeout: LIMIT_MS }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
      });
      answer.on('end', () => settle({ status: answer.statusCode ?? 0, body }));
      answer.on('error', fail);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${LIMIT_MS} ms`)));
    sent.on('error', fail);
    sent.end();
  });
}

/** Sends a request every 50 ms, whether earlier ones are answered or not, until it is ended. */
export function startLoad(url: string): { end(): Promise<LoadResult> } {
  const began = performance.now();
  const failures: { at: number; message: string }[] = [];
  const bodies: string[] = [];
  const sent: Promise<void>[] = [];
  let isOver = false;
  const one = async (): Promise<void> => {
    const at = Math.round(performance.now() - began);
    try {
      const { status, body } = await get(url);
      if (status !== 200) failures.push({ at, message: `${status} ${body}` });
      else if (bodies.at(-1) !== body) bodies.push(body);
    } catch (error) {
      failures.push({ at, message: (error as Error).message });
    }
  };
  const running = (async () => {
    while (!isOver) {
      sent.push(one());
      await sleep(PAUSE_MS);
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await running;
      await Promise.all(sent);
      return { requests: sent.length, failures, bodies: [...new Set(bodies)] };
    },
  };
}
