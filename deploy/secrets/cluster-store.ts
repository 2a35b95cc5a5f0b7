import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';
import type { Kubectl, KubectlOutcome } from '../kubernetes/kubectl';
import type { SecretStore } from './ensure';
import type { ExistingSecrets, ExistingVolume } from './plan';
import { redact } from './redact';
import { created, emptySecret, existingSecret, type SecretObject, withKeys } from './secret-object';

interface ClaimObject {
  readonly metadata: { readonly name: string; readonly creationTimestamp?: string };
  readonly status?: { readonly phase?: string };
}

/** Owns what it adds under a name of its own, so that an apply of the manifests has no reason to remove it. */
const FIELD_MANAGER = 'manifold-secrets';
/** Writers that race for one Secret: each retry reads what the other wrote. */
const ATTEMPTS = 8;
const RETRY_MILLISECONDS = 50;

/** Secrets in the namespace of an environment; values go to kubectl by standard input, never as arguments. */
export class ClusterStore implements SecretStore {
  private readonly kubectl: Kubectl;

  constructor(kubectl: Kubectl) {
    this.kubectl = kubectl;
  }

  async read(model: Model): Promise<ExistingSecrets> {
    await this.requireNamespace(model.environment.namespace);
    const names = model.secrets.filter((secret) => secret.managed).map((secret) => secret.name);
    const secrets = await this.objects<SecretObject>('secrets', names);
    return {
      secrets: new Map(secrets.map((object) => [object.metadata.name, existingSecret(object)])),
      volumes: await this.volumes(model),
    };
  }

  async add(model: Model, secret: string, values: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const { namespace } = model.environment;
    for (let attempt = 1; ; attempt++) {
      const [current] = await this.objects<SecretObject>('secrets', [secret]);
      const present = new Set(Object.keys(current?.data ?? {}));
      const lost = new Set([...values.keys()].filter((key) => present.has(key)));
      if (lost.size === values.size) return lost;
      const absent = new Map([...values].filter(([key]) => !present.has(key)));
      const object = withKeys(current ?? emptySecret(model, secret), absent);
      const result = await this.write(object, { namespace, isNew: current === undefined });
      if (result.code === 0) return lost;
      const hasRaced = /^Error from server \((?:Conflict|AlreadyExists)\)/m.test(result.stderr);
      if (!hasRaced || attempt === ATTEMPTS)
        throw failure(`writing the Secret ${secret}`, redact(result.stderr, object));
      await sleep(attempt * RETRY_MILLISECONDS * (1 + Math.random()));
    }
  }

  /**
   * Sends the object as it stands. Plain `kubectl replace` and `kubectl apply` must not do this: the first copies the
   * values into the annotation `last-applied-configuration`, from which the next `kubectl apply` of the manifests
   * deletes them; the second, server-side, takes over what an earlier client-side apply owned and deletes the labels.
   * The resourceVersion of what was read is in the object: a write by somebody else in between is a conflict.
   */
  private write(
    object: SecretObject,
    to: { readonly namespace: string; readonly isNew: boolean },
  ): Promise<KubectlOutcome> {
    const collection = `/api/v1/namespaces/${encodeURIComponent(to.namespace)}/secrets`;
    const path = to.isNew ? collection : `${collection}/${encodeURIComponent(object.metadata.name)}`;
    const address = `${path}?fieldManager=${FIELD_MANAGER}&fieldValidation=Strict`;
    const input = JSON.stringify(object);
    return this.kubectl.try([to.isNew ? 'create' : 'replace', `--raw=${address}`, '-f', '-'], { input });
  }

  private async requireNamespace(namespace: string): Promise<void> {
    const found = await this.kubectl.try(['get', '--ignore-not-found', '-o', 'name', 'namespace', '--', namespace]);
    // Who may only work inside of the namespace may not look at it, and is told by the next command if it is missing.
    if (found.stderr.includes('(Forbidden)')) return;
    if (found.code !== 0) throw failure(`reading the namespace ${namespace}`, found.stderr);
    if (found.stdout.trim() !== '') return;
    throw new UserError(
      `the namespace ${namespace} does not exist: apply the manifests first, with kubectl apply -f dist`,
      { exitCode: EXIT.failed },
    );
  }

  private async volumes(model: Model): Promise<Map<string, ExistingVolume>> {
    const builtin = model.backingServices.filter((service) => service.hosting.mode === 'builtin');
    const services = new Map(builtin.map((service) => [`data-${service.name}-0`, service.name]));
    const claims = await this.objects<ClaimObject>('persistentvolumeclaims', [...services.keys()]);
    // A pending claim has no volume yet, and so no data.
    const bound = claims.filter((claim) => claim.status?.phase !== 'Pending');
    return new Map(
      bound.map(({ metadata }) => [
        services.get(metadata.name) ?? metadata.name,
        { name: metadata.name, ...created(metadata.creationTimestamp) },
      ]),
    );
  }

  /** Those of the named objects that exist. */
  private async objects<T>(kind: string, names: readonly string[]): Promise<readonly T[]> {
    if (names.length === 0) return [];
    const options = ['--ignore-not-found', '-o', 'json'];
    const { code, stdout, stderr } = await this.kubectl.try(['get', ...options, kind, '--', ...names]);
    if (code !== 0) throw failure(`reading ${kind} of the namespace ${this.kubectl.access.namespace}`, stderr);
    if (stdout.trim() === '') return [];
    // Asked for one name, kubectl gives the object itself.
    const found = parse(stdout) as T | { readonly items: readonly T[] };
    return typeof found === 'object' && found !== null && 'items' in found ? found.items : [found];
  }
}

/** What kubectl printed; the text itself holds values, and a syntax error would quote it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError('kubectl printed something that is not JSON', { exitCode: EXIT.failed });
  }
}

function failure(what: string, stderr: string): UserError {
  const message = stderr.trim() || 'kubectl gave no reason';
  return new UserError(`${what} failed: ${message}`, { exitCode: EXIT.failed });
}
