import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitTerraform } from '../../emit/terraform/terraform';
import { loadProject } from '../../model/load/load';
import type { Model } from '../../model/model';
import { REPOSITORY } from './command-line';
import { memoryProject } from './project';

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');

/** The application of this repository in a cloud, with a managed database and, where `extra` says so, more. */
export function modelIn(provider: string, extra = ''): Model {
  const environment = `provider: ${provider}
domain: cloud.pfm.test
images: { pinned: true }
${provider === 'local' ? '' : 'backingServices: { postgres: { mode: managed } }\n'}edge: { kind: ingress, tls: { issuer: letsencrypt } }
backups: { schedule: "0 2 * * 1", keepDays: 14 }
${extra}`;
  const files = {
    'app.yaml': read('app.yaml'),
    'envs/default.yaml': read('envs/default.yaml'),
    'envs/cloud.yaml': environment,
    'db/init.sql': read('db/init.sql'),
  };
  const { environments, issues } = loadProject(memoryProject(files));
  const [loaded] = environments;
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (loaded === undefined || errors.length > 0) throw new Error(`${provider}: ${JSON.stringify(issues)}`);
  return loaded.model;
}

/** Content of the variables file of that model. */
export function variablesIn(provider: string, extra?: string): string {
  return emitTerraform(modelIn(provider, extra)).find(({ path }) => path.endsWith('.tfvars.json'))?.content ?? '';
}
