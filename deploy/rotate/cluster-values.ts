import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../lib/errors';
import type { Kubectl } from '../kubernetes/kubectl';
import { redact } from '../secrets/redact';
import type { SecretObject } from '../secrets/secret-object';
import type { SecretValues, ValueStore } from './values';

const FIELD_MANAGER = 'manifold-secrets';
const ATTEMPTS = 8;
const RETRY_MILLISECONDS = 100;

/** Values in Secrets of a namespace; they go to kubectl by standard input, never as arguments. */
export class ClusterValues implements ValueStore {
  private readonly kubectl: Kubectl;

  constructor(kubectl: Kubectl) {
    this.kubectl = kubectl;
  }

  async read(secret: string): Promise<SecretValues> {
    const { data = {} } = (await this.object(secret)) ?? {};
    return new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
  }

  /** In one write, which is a conflict, and tried again, where somebody else has written since it was read. */
  async write(secret: string, changes: ReadonlyMap<string, string | undefined>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const current = await this.object(secret);
      if (current === undefined) throw new UserError(`there is no Secret ${secret}`, { exitCode: EXIT.failed });
      const object = changed(current, changes);
      const { code, stderr } = await this.replace(object);
      if (code === 0) return;
      const hasRaced = /^Error from server \(Conflict\)/m.test(stderr);
      // What the server quotes may be a value, of the old or of the new object.
      if (!hasRaced || attempt === ATTEMPTS)
        throw new UserError(`writing the Secret ${secret} failed: ${redact(redact(stderr.trim(), object), current)}`, {
          exitCode: EXIT.failed,
        });
      await sleep(attempt * RETRY_MILLISECONDS * (1 + Math.random()));
    }
  }

  private object(secret: string): Promise<SecretObject | undefined> {
    return this.kubectl.json<SecretObject>(['get', '--ignore-not-found', 'secret', secret]);
  }

  /** As it stands, by the way that leaves the fields of others alone (ADR 7). */
  private replace(object: SecretObject) {
    const { namespace } = this.kubectl.access;
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(object.metadata.name)}`;
    const address = `${path}?fieldManager=${FIELD_MANAGER}&fieldValidation=Strict`;
    return this.kubectl.try(['replace', `--raw=${address}`, '-f', '-'], { input: JSON.stringify(object) });
  }
}

function changed(object: SecretObject, changes: ReadonlyMap<string, string | undefined>): SecretObject {
  const data: Record<string, string> = { ...object.data };
  for (const [key, value] of changes) {
    if (value === undefined) delete data[key];
    else data[key] = Buffer.from(value, 'utf8').toString('base64');
  }
  return { ...object, data };
}
