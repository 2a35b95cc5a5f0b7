import { UserError } from '../../lib/errors';
import { run } from '../../lib/exec';
import { commonLabels } from '../../model/derive/labels';
import type { Model } from '../../model/model';
import type { SecretStore } from './ensure';
import type { ExistingSecrets } from './plan';

/** How kubectl is started. */
export interface ClusterAccess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly context?: string | undefined;
}

interface SecretObject {
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly data?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Owns what it adds under a name of its own, so that an apply of the manifests has no reason to remove it. */
const FIELD_MANAGER = 'manifold-secrets';
const TIMEOUT_SECONDS = 60;
/** Writers that race for one Secret: each retry reads what the other wrote. */
const ATTEMPTS = 5;

/** Secrets in the namespace of an environment; values go to kubectl by standard input, never as arguments. */
export class ClusterStore implements SecretStore {
  private readonly access: ClusterAccess;

  constructor(access: ClusterAccess) {
    this.access = access;
  }

  async read(model: Model): Promise<ExistingSecrets> {
    const { namespace } = model.environment;
    const found = await this.kubectl(['get', 'namespace', namespace, '--ignore-not-found', '-o', 'name']);
    if (found.trim() === '')
      throw new UserError(
        `the namespace ${namespace} does not exist: apply the manifests first, with kubectl apply -f dist`,
        {
          exitCode: 1,
        },
      );
    const keys = new Map<string, ReadonlySet<string>>();
    for (const secret of model.secrets) {
      const object = await this.get(namespace, secret.name);
      if (object) keys.set(secret.name, new Set(Object.keys(object.data ?? {})));
    }
    return { keys, volumes: await this.volumes(model) };
  }

  async add(model: Model, secret: string, values: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const { namespace } = model.environment;
    for (let attempt = 1; ; attempt++) {
      const current = await this.get(namespace, secret);
      const present = new Set(Object.keys(current?.data ?? {}));
      const lost = new Set([...values.keys()].filter((key) => present.has(key)));
      if (lost.size === values.size) return lost;
      const object = withKeys(current ?? emptySecret(model, secret), values);
      // The resourceVersion of what was read is in the object: a write by somebody else in between is a conflict.
      const verb = current ? 'replace' : 'create';
      const result = await this.try(
        [verb, '-n', namespace, '-f', '-', `--field-manager=${FIELD_MANAGER}`],
        JSON.stringify(object),
      );
      if (result.code === 0) return lost;
      const raced = /Conflict|AlreadyExists|has been modified|already exists/.test(result.stderr);
      if (!raced || attempt === ATTEMPTS) throw failure(`kubectl ${verb} of the Secret ${secret}`, result.stderr);
    }
  }

  private async volumes(model: Model): Promise<Set<string>> {
    const existing = new Set<string>();
    for (const service of model.backingServices) {
      if (service.placement.mode !== 'builtin') continue;
      const claim = ['get', 'persistentvolumeclaim', `data-${service.name}-0`, '-n', model.environment.namespace];
      const bound = await this.kubectl([...claim, '--ignore-not-found', '-o', 'jsonpath={.status.phase}']);
      // A pending claim has no data yet: the StatefulSet was applied just before.
      if (bound.trim() === 'Bound') existing.add(service.name);
    }
    return existing;
  }

  private async get(namespace: string, name: string): Promise<SecretObject | undefined> {
    const text = await this.kubectl(['get', 'secret', name, '-n', namespace, '--ignore-not-found', '-o', 'json']);
    return text.trim() === '' ? undefined : (JSON.parse(text) as SecretObject);
  }

  private async kubectl(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(args);
    if (code !== 0) throw failure(`kubectl ${args.slice(0, 3).join(' ')}`, stderr);
    return stdout;
  }

  private async try(
    args: readonly string[],
    input?: string,
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const context = this.access.context === undefined ? [] : [`--context=${this.access.context}`];
    const options = {
      env: this.access.env,
      timeoutSeconds: TIMEOUT_SECONDS,
      ...(input === undefined ? {} : { input }),
    };
    const result = await run('kubectl', [...context, ...args], options);
    if (result.status === 'exited') return result;
    if (result.status === 'missing') throw new UserError('kubectl is not on PATH', { exitCode: 1 });
    throw new UserError(`kubectl did not finish: ${result.status}`, { exitCode: 1 });
  }
}

function withKeys(object: SecretObject, values: ReadonlyMap<string, string>): SecretObject {
  const added = [...values].map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')] as const);
  // What is there wins: a key is made once.
  return { ...object, data: { ...Object.fromEntries(added), ...object.data } };
}

function emptySecret(model: Model, name: string): SecretObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { name, namespace: model.environment.namespace, labels: commonLabels(model) },
  };
}

/** Messages of the API server about a Secret may quote it: only the first line, and nothing that looks like data. */
function failure(what: string, stderr: string): UserError {
  const line = stderr.trim().split('\n')[0] ?? '';
  return new UserError(`${what} failed: ${line.replace(/[A-Za-z0-9+/_-]{32,}={0,2}/g, '***')}`, { exitCode: 1 });
}
