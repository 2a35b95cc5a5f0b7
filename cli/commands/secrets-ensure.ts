import { checkCluster } from '../../deploy/kubernetes/binding';
import { ClusterStore } from '../../deploy/secrets/cluster-store';
import { dockerVolumes } from '../../deploy/secrets/docker-volumes';
import { type EnsuredKey, ensureSecrets, previewSecrets, type SecretStore } from '../../deploy/secrets/ensure';
import { FileStore } from '../../deploy/secrets/file-store';
import { refuseLineEnds, writeVariableFiles } from '../../deploy/secrets/variable-files';
import { withComposeSecrets } from '../../emit/compose/compose-secrets';
import { EXIT, UserError } from '../../lib/errors';
import { placedModel } from '../../model/derive/placement';
import { loadOrThrow } from '../../model/load/load';
import type { Model } from '../../model/model';
import { type Command, type CommandIo, type Invocation, isSet, listOption, textOption } from '../command';
import { boundCluster } from '../deployment';
import { refuse } from '../guards';
import { loadOptions, PROJECT_OPTIONS, printJson, projectOf, wantsJson } from '../options';
import { readTextFile } from '../text-file';

export const secretsEnsure: Command = {
  name: 'secrets ensure',
  summary: 'Make the secrets that are missing, each key once, in the cluster or as files',
  positionals: [{ name: 'environment', help: 'name of the environment', required: true }],
  options: {
    ...PROJECT_OPTIONS,
    method: {
      type: 'string',
      value: 'METHOD',
      choices: ['kubernetes', 'compose'],
      help: 'kubernetes (default): Secrets in the cluster, for Helm too; compose: files below .secrets',
    },
    context: { type: 'string', value: 'NAME', help: 'context of the cluster, where the environment names none' },
    'dry-run': { type: 'boolean', help: 'say what would be done, and write nothing' },
    'from-file': {
      type: 'string',
      repeat: true,
      value: 'SECRET/KEY=FILE',
      help: 'value of a key, from a file; may be repeated',
    },
    'from-env': {
      type: 'string',
      repeat: true,
      value: 'SECRET/KEY=NAME',
      help: 'value of a key, from an environment variable; may be repeated',
    },
  },
  examples: [
    'manifold secrets ensure staging --context staging',
    'manifold secrets ensure staging --context staging --dry-run',
    'manifold secrets ensure development --method compose --output json',
    'manifold secrets ensure production --context production --from-env backend/jwt-secret=JWT_SECRET',
  ],
  run: async (invocation) => {
    const [name = ''] = invocation.positionals;
    const files = projectOf(invocation);
    const { environments } = loadOrThrow(files, { ...loadOptions(invocation), environments: [name] });
    const found = environments[0]?.model;
    if (!found) throw new UserError(`the environment ${name} cannot be read`);
    const isCompose = textOption(invocation, 'method') === 'compose';
    const part = placedModel(found, isCompose ? 'compose' : 'kubernetes');
    const model = isCompose ? withComposeSecrets(part) : part;
    const isPreview = isSet(invocation, 'dry-run');
    const ensure = isPreview ? previewSecrets : ensureSecrets;
    const given = provided(invocation);
    if (isCompose) refuseLineEnds(model, given);
    const keys = await ensure(model, await store(invocation, model, files.directory), given);
    if (isCompose && !isPreview) writeVariableFiles(model, files.directory);
    if (wantsJson(invocation)) printJson(invocation, { environment: name, keys });
    else invocation.io.stdout(keys.map(line).join(''));
    const missing = keys.filter((key) => key.action === 'missing');
    if (missing.length > 0) invocation.io.stderr(hint(missing));
    return missing.length > 0 ? EXIT.findings : EXIT.ok;
  },
};

/** Nothing generates these: a person has them. */
function hint(missing: readonly EnsuredKey[]): string {
  const options = missing.map(({ secret, key }) => ` --from-file ${secret}/${key}=FILE`).join('');
  return `${missing.length} missing: give ${missing.length === 1 ? 'it' : 'them'} with${options}\n`;
}

function line(key: EnsuredKey): string {
  const note = key.note === undefined ? '' : `  # ${key.note}`;
  return `${key.secret}/${key.key}: ${key.action}${note}\n`;
}

async function store(invocation: Invocation, whole: Model, project: string): Promise<SecretStore> {
  const { env } = invocation.io;
  if (textOption(invocation, 'method') === 'compose')
    return new FileStore(project, { fileMode: 0o644, volumes: (model) => dockerVolumes(model, env) });
  const { kubectl, binding } = boundCluster(whole, invocation, withoutValues(invocation));
  refuse(invocation, await checkCluster(kubectl, binding));
  return new ClusterStore(kubectl);
}

/** kubectl has no use for the variables that hold values. */
function withoutValues(invocation: Invocation): CommandIo['env'] {
  const names = new Set(listOption(invocation, 'from-env').map((assignment) => split(assignment, 'from-env').source));
  return Object.fromEntries(Object.entries(invocation.io.env).filter(([name]) => !names.has(name)));
}

function provided(invocation: Invocation): Map<string, string> {
  const values = new Map<string, string>();
  for (const assignment of listOption(invocation, 'from-file')) {
    const { key, source } = split(assignment, 'from-file');
    // Editors end a file with a newline that is no part of the secret.
    values.set(key, readTextFile(source, invocation.io.workingDirectory).replace(/\r?\n$/, ''));
  }
  for (const assignment of listOption(invocation, 'from-env')) {
    const { key, source } = split(assignment, 'from-env');
    const value = invocation.io.env[source];
    if (value === undefined || value === '') throw new UserError(`--from-env: the variable ${source} is not set`);
    values.set(key, value);
  }
  return values;
}

function split(assignment: string, option: string): { key: string; source: string } {
  const match = /^([^=/]+\/[^=/]+)=(.+)$/.exec(assignment);
  if (!match) throw new UserError(`--${option} takes SECRET/KEY=SOURCE, not "${assignment.split('=')[0]}"`);
  return { key: match[1] ?? '', source: match[2] ?? '' };
}
