import { createServer, type Socket } from 'node:net';
import { kubectl } from './kubectl';

export const WEBHOOK = 'silent.manifold.test';

/** A webhook that takes every call and never answers. */
export interface SilentWebhook {
  stop(): Promise<void>;
}

/** Has the API server ask it before a resource of the namespace is made or changed, such as `deployments` of the group `apps`. */
export async function startSilentWebhook(
  namespace: string,
  { group, resource }: { readonly group: string; readonly resource: string },
): Promise<SilentWebhook> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const name = `${namespace}-${resource}`;
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: WEBHOOK,
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        timeoutSeconds: 2,
        // Nothing listens here for an API server that runs on another machine: it fails all the same.
        clientConfig: { url: `https://127.0.0.1:${port}/` },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        rules: [{ apiGroups: [group], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: [resource] }],
      },
    ],
  };
  await kubectl(['create', '-f', '-'], { input: JSON.stringify(configuration) });
  return {
    stop: async () => {
      await kubectl(['delete', 'validatingwebhookconfiguration', name, '--ignore-not-found']);
      for (const socket of sockets) socket.destroy();
      await new Promise((settle) => server.close(settle));
    },
  };
}
