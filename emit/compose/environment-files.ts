import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import { defaultSecretsDir, SECRETS_DIR } from './secret-files';

/** `.env`, which Compose reads beside compose.yaml, and `.env.example`; neither holds a secret. */
export function environmentFiles(model: Model): Artifact[] {
  const line = `${SECRETS_DIR}=${defaultSecretsDir(model)}\n`;
  const meaning = `# Folder with the secrets of this environment, made by: manifold secrets ensure ${model.environment.name} --method compose\n`;
  return [
    { path: '.env', content: line },
    {
      path: '.env.example',
      content: `# Variables of the environment take the place of those in .env.\n${meaning}${line}# Profiles that are started, such as edge,monitoring.\n#COMPOSE_PROFILES=\n`,
    },
  ];
}
