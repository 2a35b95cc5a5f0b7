import { join } from 'node:path';
import { kubectl } from './kubectl';

const crds = join(__dirname, '..', '..', '..', 'imports', 'crds');

/** Makes the custom resources known that manifests of operators and controllers need. */
export async function applyCrds(): Promise<void> {
  await kubectl(['apply', '--server-side', '-f', crds]);
  await kubectl(['wait', '--for=condition=Established', '-f', crds, '--timeout=30s']);
}

/** Takes them away again, with all objects of them. */
export async function deleteCrds(): Promise<void> {
  await kubectl(['delete', '-f', crds, '--ignore-not-found', '--wait', '--timeout=60s']);
}
