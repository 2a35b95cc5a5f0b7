import { join } from 'node:path';
import { withComposeSecrets } from '../../emit/compose/compose-secrets';
import { type Issue, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { StepContext, StepOutcome } from '../driver';
import { dockerVolumes } from '../secrets/docker-volumes';
import { ensureSecrets, previewSecrets } from '../secrets/ensure';
import { FileStore } from '../secrets/file-store';
import { writeVariableFiles } from '../secrets/variable-files';

/** Secrets of an environment as files of a project. */
export interface FileSecrets {
  readonly model: Model;
  readonly projectFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The folder with the secrets of the environment. */
export function secretsFolder({ model, projectFolder }: FileSecrets): string {
  return join(projectFolder, '.secrets', model.environment.name);
}

function storeOf({ projectFolder, env }: FileSecrets): FileStore {
  return new FileStore(projectFolder, { fileMode: 0o644, volumes: (model) => dockerVolumes(model, env) });
}

/** Keys that a person has to give, or that must not be invented. */
export async function checkFileSecrets(secrets: FileSecrets): Promise<readonly Issue[]> {
  try {
    const keys = await previewSecrets(withComposeSecrets(secrets.model), storeOf(secrets), new Map());
    const { name } = secrets.model.environment;
    return keys
      .filter(({ action }) => action === 'missing')
      .map(({ secret, key }) => ({
        code: 'missing-secret',
        path: `${secret}/${key}`,
        message: `nobody gave it yet: manifold secrets ensure ${name} --method compose --from-file ${secret}/${key}=FILE`,
        severity: 'error',
      }));
  } catch (error) {
    if (!(error instanceof UserError) || error.issues.length === 0) throw error;
    return error.issues;
  }
}

/** Makes the keys that are missing, and the files of variables that Compose reads. */
export async function fillFileSecrets(secrets: FileSecrets, { say }: StepContext): Promise<StepOutcome> {
  const model = withComposeSecrets(secrets.model);
  const keys = await ensureSecrets(model, storeOf(secrets), new Map());
  const missing = keys.filter(({ action }) => action === 'missing').map(({ secret, key }) => `${secret}/${key}`);
  if (missing.length > 0) return { ok: false, failure: { message: `nobody gave ${missing.join(', ')}`, details: [] } };
  const made = keys.filter(({ action }) => action === 'generated');
  if (made.length > 0) say(`${made.length} keys of secrets made`);
  writeVariableFiles(model, secrets.projectFolder);
  return { ok: true };
}
