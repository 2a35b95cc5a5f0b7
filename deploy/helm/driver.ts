import type { Artifact } from '../../emit/artifact';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import type { Change, Driver, Step, Target, TeardownOptions, WorkloadStatus } from '../driver';
import { applyObjects, dryRun, liveObjects } from '../kubernetes/apply';
import { type Binding, checkCluster } from '../kubernetes/binding';
import { changesBetween } from '../kubernetes/differences';
import { thawComponents } from '../kubernetes/freeze';
import { LeaseStore } from '../kubernetes/lease';
import { checkNamespace, hasNamespace } from '../kubernetes/namespace';
import { namespaceStep } from '../kubernetes/namespace-step';
import { type ClusterObject, titleOf } from '../kubernetes/objects';
import { ClusterRunning } from '../kubernetes/pods';
import { checkSecrets, checkVersions, hasErrors, refusals } from '../kubernetes/preflight';
import { AWAITED_KINDS, readinessOf } from '../kubernetes/readiness';
import { ReleaseSecrets, releaseProblem } from '../kubernetes/release-secrets';
import { takeSnapshot } from '../kubernetes/snapshot';
import { type ClusterWork, fillSecrets } from '../kubernetes/steps';
import { ARGOCD_TRACKING, untrack } from '../kubernetes/untrack';
import { waitUntilReady } from '../kubernetes/wait';
import { otherMethod } from '../release/other-method';
import { Helm, type HelmState } from './helm';
import { type Owner, objectsOfOthers } from './ownership';
import { recover } from './recover';

export interface HelmOptions extends ClusterWork {
  readonly binding: Binding;
  /** The chart with its values files. */
  readonly artifacts: readonly Artifact[];
}

const OLDEST = [3, 18] as const;
const NAMESPACE_TEMPLATE = 'templates/namespace.yaml';

/** Installs and upgrades the chart with helm; waiting, giving up early and going back are ours. */
export class HelmDriver implements Driver {
  readonly method = 'helm';
  readonly place: string;
  readonly artifacts: readonly Artifact[];
  readonly journal: ReleaseSecrets;
  readonly lock: LeaseStore;
  readonly running: ClusterRunning;
  private readonly options: HelmOptions;
  private readonly helm: Helm;

  constructor(options: HelmOptions) {
    const { kubectl, model, artifacts } = options;
    const { name } = model.application;
    this.options = options;
    this.artifacts = artifacts;
    this.helm = new Helm({
      access: kubectl.access,
      name: `${name}-${model.environment.name}`,
      environment: model.environment.name,
    });
    this.place = `release ${this.helm.name} in the namespace ${kubectl.access.namespace} of the context ${kubectl.access.context}`;
    this.journal = new ReleaseSecrets(kubectl, name);
    this.lock = new LeaseStore(kubectl, name);
    this.running = new ClusterRunning(kubectl, name, this.method);
  }

  async checkPlace(): Promise<readonly Issue[]> {
    const { model, binding, kubectl } = this.options;
    const checks = [this.checkHelm(), checkVersions(kubectl, model), checkCluster(kubectl, binding)];
    return (await Promise.all(checks)).flat();
  }

  async preflight(): Promise<readonly Issue[]> {
    const { model, kubectl, takeOver } = this.options;
    const place = await this.checkPlace();
    if (hasErrors(place)) return place;
    const blocking = [...place, ...(await checkNamespace(kubectl))];
    if (hasErrors(blocking)) return blocking;
    const isThere = await hasNamespace(kubectl);
    const objects = await this.helm.render(this.artifacts);
    const [dry, secrets, engine, live] = await Promise.all([
      isThere ? dryRun(kubectl, objects) : { objects: [], errors: [] },
      checkSecrets(kubectl, model, isThere),
      isThere && !takeOver ? otherMethod(this.journal, this.method) : [],
      isThere && !takeOver ? liveObjects(kubectl, objects) : [],
    ]);
    // Where another method has the environment, all of its objects say nothing more.
    const foreign = engine.length > 0 ? [] : objectsOfOthers(live, this.owner);
    const size = releaseProblem(this.artifacts);
    const tooLarge: Issue[] =
      size === undefined ? [] : [{ code: 'release-size', path: 'deploy', message: size, severity: 'error' }];
    return [...blocking, ...refusals(dry), ...secrets, ...engine, ...foreign, ...tooLarge];
  }

  async changes(artifacts: readonly Artifact[]): Promise<readonly Change[]> {
    const { kubectl } = this.options;
    const rendered = await this.helm.render(artifacts);
    const create = (object: ClusterObject): Change => ({ action: 'create', what: titleOf(object), fields: [] });
    if (!(await hasNamespace(kubectl))) return rendered.map(create);
    // The chart makes a Namespace only where none is.
    const objects = rendered.filter(({ kind }) => kind !== 'Namespace');
    const [live, dry, before, history] = await Promise.all([
      liveObjects(kubectl, objects),
      dryRun(kubectl, objects),
      this.helm.manifest(),
      this.helm.history(),
    ]);
    if (dry.errors.length > 0)
      throw new UserError('nothing was written', { issues: refusals(dry), exitCode: EXIT.failed });
    const wanted = new Set(objects.map(titleOf));
    const deletions = before
      .filter((object) => !wanted.has(titleOf(object)) && object.kind !== 'Namespace' && !isKept(object))
      .map((object): Change => ({ action: 'delete', what: titleOf(object), fields: [] }));
    return [...unfinished(this.helm.name, history), ...changesBetween(live, dry.objects), ...deletions];
  }

  isPrepared(): Promise<boolean> {
    return hasNamespace(this.options.kubectl);
  }

  /** By what helm knows: the journal keeps no inventory of its objects. */
  async deployedCount(): Promise<number> {
    return (await this.helm.manifest()).length;
  }

  async prepare(): Promise<void> {
    if (await this.isPrepared()) return;
    const { kubectl } = this.options;
    await applyObjects(kubectl, await this.helm.render(this.artifacts, NAMESPACE_TEMPLATE));
  }

  steps(target: Target): readonly Step[] {
    const { kubectl, model, now, takeOver } = this.options;
    let titles: readonly string[] = [];
    const secrets: Step = {
      name: 'secrets',
      title: 'Secrets',
      run: async (context) => {
        const failure = await fillSecrets(this.options, context);
        return failure === undefined ? { ok: true } : { ok: false, failure };
      },
    };
    const release: Step = {
      name: 'release',
      title: 'Helm release',
      run: async () => {
        const note = await recover(this.helm);
        await this.helm.upgrade(target.artifacts);
        const objects = await this.helm.manifest();
        titles = objects.filter(({ kind }) => AWAITED_KINDS.has(kind)).map(titleOf);
        await thawComponents(
          kubectl,
          model.components.map(({ name }) => name),
        );
        if (takeOver) await untrack(kubectl, await liveObjects(kubectl, objects), [ARGOCD_TRACKING]);
        return note === undefined ? { ok: true } : { ok: true, note };
      },
    };
    const wait: Step = {
      name: 'wait',
      title: 'Everything ready',
      run: (context) => waitUntilReady({ kubectl, now, titles }, context),
    };
    return [secrets, release, ...(target.wait ? [wait] : [])];
  }

  async status(): Promise<readonly WorkloadStatus[]> {
    const objects = await this.helm.manifest();
    const titles = objects.filter(({ kind }) => AWAITED_KINDS.has(kind)).map(titleOf);
    const snapshot = await takeSnapshot(this.options.kubectl, titles);
    return readinessOf(snapshot, titles).map(({ what, isReady, detail }) => ({ name: what, isReady, detail }));
  }

  teardown({ deleteData }: TeardownOptions): readonly Step[] {
    const uninstall: Step = {
      name: 'uninstall',
      title: 'Helm release',
      run: async () => {
        await this.helm.uninstall();
        return { ok: true, note: 'claims, Secrets and the namespace stay' };
      },
    };
    return deleteData ? [uninstall, namespaceStep(this.options)] : [uninstall];
  }

  private get owner(): Owner {
    const { kubectl, model } = this.options;
    return { release: this.helm.name, namespace: kubectl.access.namespace, application: model.application.name };
  }

  private async checkHelm(): Promise<readonly Issue[]> {
    const version = await this.helm.version();
    if (version === undefined)
      return [{ code: 'no-tool', path: 'deploy', message: 'helm is not on PATH', severity: 'error' }];
    const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return [];
    const message = `helm is ${version}, and ${OLDEST.join('.')} is the oldest that is known to work`;
    return [{ code: 'old-tool', path: 'deploy', message, severity: 'error' }];
  }
}

/** Whether helm leaves an object alone that is no longer in the chart. */
function isKept({ metadata }: ClusterObject): boolean {
  return metadata.annotations?.['helm.sh/resource-policy'] === 'keep';
}

/** A release that helm has begun and not ended, though no object of it may differ. */
function unfinished(name: string, history: readonly HelmState[]): readonly Change[] {
  const status = history.at(-1)?.status ?? 'deployed';
  return status === 'deployed' ? [] : [{ action: 'change', what: `Release/${name}`, fields: [`status: ${status}`] }];
}
