import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { env } from 'node:process';
import { findTool } from '../../../tools/find';
import { kubeconfig } from './lab';

/** What happens to a request: an answer in place of that of the API server, a broken connection, or nothing. */
export type Fault = { readonly status: number } | 'reset' | undefined;

/** A proxy in front of the API server, on loopback. */
export interface FaultProxy {
  /** Address of the API server, for a kubeconfig. */
  readonly url: string;
  /** Decides about each request; may take its time. */
  fault: (request: { readonly method: string; readonly path: string }) => Promise<Fault> | Fault;
  stop(): Promise<void>;
}

/** Starts it, with the credentials of the kubeconfig of these tests behind it. */
export async function startFaultProxy(): Promise<FaultProxy> {
  const backend = spawn(findTool('kubectl') ?? 'kubectl', ['proxy', '--port=0'], {
    env: { ...env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const port = await portOf(backend);
  const server = createServer((incoming, answer) => void handle(incoming, answer));
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    fault: () => undefined,
    stop: () => stop(server, backend),
  };
  async function handle(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const fault = await proxy.fault({ method: incoming.method ?? '', path: incoming.url ?? '' });
    if (fault === 'reset') incoming.socket.destroy();
    else if (fault !== undefined) refuse(answer, fault.status);
    else forward(incoming, answer, port);
  }
  return proxy;
}

function portOf(backend: ChildProcess): Promise<number> {
  return new Promise((settle, fail) => {
    backend.once('exit', (code) => fail(new Error(`kubectl proxy ended with ${code}`)));
    backend.stdout?.once('data', (chunk: Buffer) => settle(Number(/:(\d+)/.exec(chunk.toString())?.[1])));
  });
}

function refuse(answer: ServerResponse, code: number): void {
  const reasons: Record<number, string> = {
    403: 'Forbidden',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
  };
  answer.writeHead(code, { 'content-type': 'application/json', ...(code === 429 ? { 'retry-after': '1' } : {}) });
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: reasons[code],
    code,
    message: `fault ${code}`,
  };
  answer.end(JSON.stringify(status));
}

function forward(incoming: IncomingMessage, answer: ServerResponse, port: number): void {
  const { method, url: path, headers } = incoming;
  const onward = request(
    { host: '127.0.0.1', port, method, path, headers: { ...headers, host: `127.0.0.1:${port}` } },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(answer);
    },
  );
  onward.once('error', () => incoming.socket.destroy());
  incoming.pipe(onward);
}

async function stop(server: Server, backend: ChildProcess): Promise<void> {
  backend.removeAllListeners('exit');
  backend.kill();
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
}

/** A kubeconfig with the context `faulty`, which leads through the proxy. */
export function faultyKubeconfig(url: string): { readonly path: (folder: string) => string; readonly content: string } {
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'faulty', cluster: { server: url } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'faulty', context: { cluster: 'faulty', user: 'nobody' } }],
    'current-context': 'faulty',
  };
  return { path: (folder) => join(folder, 'faulty.kubeconfig'), content: JSON.stringify(content) };
}
