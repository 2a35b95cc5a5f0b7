import { join } from 'node:path';
import { kubectl, tryKubectl } from './kubectl';
import { labScripts } from './lab';
import { waitFor } from './wait';

/** Installs metrics-server where the cluster has none, and waits until it measures pods of the namespace. */
export async function ensureMetrics(namespace: string): Promise<void> {
  const existing = await tryKubectl(['get', 'apiservice', 'v1beta1.metrics.k8s.io']);
  if (existing.code !== 0) await kubectl(['apply', '--server-side', '-f', join(labScripts, 't', 'metrics.yaml')]);
  await waitFor(async () => (await tryKubectl(['top', 'pod', '-n', namespace])).code === 0, {
    what: `metrics of pods in ${namespace}`,
    timeoutSeconds: 120,
  });
}
