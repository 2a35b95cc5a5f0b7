import { EXIT, UserError } from '../../lib/errors';
import { LOCK_SECONDS } from '../release/lock';
import type { HeldLock, LockHolder, LockStore } from '../release/lock-store';
import { type Kubectl, kubectlError } from './kubectl';

interface Lease {
  readonly metadata: { readonly resourceVersion: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly holderIdentity?: string };
}

const HOLDER = 'manifold.dev/holder';
/** What kubectl says when somebody else was faster. */
const RACED = /\((?:Conflict|AlreadyExists|NotFound)\)/;

/** A lock as a Lease (coordination.k8s.io/v1) in the namespace of the environment; the resourceVersion guards each write. */
export class LeaseStore implements LockStore {
  readonly place: string;
  private readonly kubectl: Kubectl;
  private readonly name: string;

  constructor(kubectl: Kubectl, application: string) {
    this.kubectl = kubectl;
    this.name = `manifold-${application}`;
    this.place = `the Lease ${this.name} in the namespace ${kubectl.access.namespace}`;
  }

  async read(): Promise<HeldLock | undefined> {
    const lease = await this.kubectl.json<Lease>(['get', '--ignore-not-found', 'lease', this.name]);
    const text = lease?.metadata.annotations?.[HOLDER];
    if (lease === undefined || text === undefined) return undefined;
    try {
      return { holder: JSON.parse(text) as LockHolder, version: lease.metadata.resourceVersion };
    } catch {
      throw new UserError(`${this.place} holds something that manifold did not write`, { exitCode: EXIT.locked });
    }
  }

  replace(holder: LockHolder, previous: HeldLock | undefined): Promise<boolean> {
    const version = previous === undefined ? {} : { resourceVersion: previous.version };
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: this.name, ...version, annotations: { [HOLDER]: JSON.stringify(holder) } },
      spec: {
        holderIdentity: `${holder.by}/${holder.pid}`,
        leaseDurationSeconds: LOCK_SECONDS,
        acquireTime: microTime(holder.acquiredAt),
        renewTime: microTime(holder.renewedAt),
      },
    };
    return this.write([previous === undefined ? 'create' : 'replace', '-f', '-'], JSON.stringify(lease));
  }

  remove(previous: HeldLock): Promise<boolean> {
    const { namespace } = this.kubectl.access;
    const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${this.name}`;
    const options = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { resourceVersion: previous.version } };
    return this.write(['delete', `--raw=${path}`, '-f', '-'], JSON.stringify(options));
  }

  private async write(args: readonly string[], input: string): Promise<boolean> {
    const { code, stderr } = await this.kubectl.try(args, { input });
    if (code === 0) return true;
    if (RACED.test(stderr)) return false;
    throw kubectlError(args, stderr);
  }
}

/** Kubernetes wants microseconds. */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
