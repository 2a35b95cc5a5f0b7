import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { kubeconfig } from './lab';

const exporter = join(__dirname, '..', '..', '..', 'tools', 'export-schemas.mjs');

/** Writes strict JSON schemas of the running API server into the folder, and gives kubeconform's -schema-location for them. */
export async function exportSchemas(folder: string): Promise<string> {
  await promisify(execFile)(execPath, [exporter, '--out', folder], { env: { ...env, KUBECONFIG: kubeconfig } });
  return join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');
}
