import { kubectl } from './kubectl';
import { waitFor } from './wait';

export const images = {
  node: 'lab.local/manifold-e2e/node:1',
  postgres: 'lab.local/manifold-e2e/postgres:15',
  redis: 'lab.local/manifold-e2e/redis:7',
} as const;

export const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

export function podSecurity(uid: number) {
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: uid,
    fsGroup: uid,
    seccompProfile: { type: 'RuntimeDefault' },
  } as const;
}

export interface PodTarget {
  readonly namespace: string;
  /** A pod's name, or `deployment/name` and the like for any of its pods. */
  readonly pod: string;
  readonly container?: string;
}

/** Runs a command in a pod that is already there. */
export function runInPod({ namespace, pod, container }: PodTarget, command: readonly string[]): Promise<string> {
  const chosen = container === undefined ? [] : ['-c', container];
  return kubectl(['exec', '-n', namespace, pod, ...chosen, '--', ...command]);
}

const readUrl = `fetch(process.argv[1], { signal: AbortSignal.timeout(10000) })
  .then(async (answer) => console.log(JSON.stringify({ status: answer.status, body: await answer.text() })))
  .catch((error) => { console.error(String(error.cause ?? error)); process.exit(1); })`;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Reads a URL from inside a pod of the node image. */
export async function httpFromPod(target: PodTarget, url: string): Promise<HttpAnswer> {
  return JSON.parse(await runInPod(target, ['/usr/bin/node', '-e', readUrl, url])) as HttpAnswer;
}

/**
 * Waits until a URL answers with 200. A Service whose endpoints are not yet known to the node does not always refuse:
 * the request may leave the node, and then something else may answer.
 */
export async function untilAnswers(target: PodTarget, url: string, timeoutSeconds = 60): Promise<HttpAnswer> {
  const answer = async () => {
    const got = await httpFromPod(target, url);
    return got.status === 200 && got;
  };
  return waitFor(answer, { what: `200 from ${url}`, timeoutSeconds });
}

/** A pod that only waits, to look at the network from the inside; labels decide what network policies let it reach. */
export function clientPod(namespace: string, labels: Readonly<Record<string, string>> = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'client', namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 0,
      securityContext: podSecurity(10001),
      containers: [
        {
          name: 'client',
          image: images.node,
          command: ['sleep', '86400'],
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
          securityContext: containerSecurity,
        },
      ],
    },
  };
}
