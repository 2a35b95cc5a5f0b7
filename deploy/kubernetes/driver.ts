import type { Artifact } from '../../emit/artifact';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import type { Change, Driver, Step, Target, TeardownOptions, WorkloadStatus } from '../driver';
import { otherMethod } from '../release/other-method';
import type { InventoryEntry, ReleaseRecord } from '../release/record';
import { applyObjects, type DryRun, dryRun, liveObjects } from './apply';
import { type Binding, checkCluster } from './binding';
import { changesBetween } from './differences';
import type { Kubectl } from './kubectl';
import { LeaseStore } from './lease';
import { checkNamespace, hasNamespace } from './namespace';
import { type ClusterObject, KEPT_KINDS, objectsOf, titleOf } from './objects';
import { ClusterRunning } from './pods';
import { checkSecrets, checkVersions, foreignObjects, hasErrors, refusals } from './preflight';
import { notWanted, ownedEntries } from './prune';
import { AWAITED_KINDS, readinessOf } from './readiness';
import { ReleaseSecrets, releaseProblem } from './release-secrets';
import { takeSnapshot } from './snapshot';
import { applySteps, type ClusterWork } from './steps';
import { teardownSteps } from './teardown';

export interface KubernetesOptions extends ClusterWork {
  readonly binding: Binding;
  /** The manifest file of the environment. */
  readonly artifacts: readonly Artifact[];
}

/** Applies manifests server-side, in parts, with an inventory of its own for what is to be pruned. */
export class KubernetesDriver implements Driver {
  readonly method = 'kubernetes';
  readonly place: string;
  readonly artifacts: readonly Artifact[];
  readonly journal: ReleaseSecrets;
  readonly lock: LeaseStore;
  readonly running: ClusterRunning;
  private readonly options: KubernetesOptions;
  private readonly kubectl: Kubectl;
  /** A dry run serves preflight and changes alike. */
  private readonly dryRuns = new Map<string, Promise<DryRun>>();

  constructor(options: KubernetesOptions) {
    const { kubectl, model } = options;
    const { context, namespace } = kubectl.access;
    this.options = options;
    this.kubectl = kubectl;
    this.artifacts = options.artifacts;
    this.place = `namespace ${namespace} of the context ${context}`;
    this.journal = new ReleaseSecrets(kubectl, model.application.name);
    this.lock = new LeaseStore(kubectl, model.application.name);
    this.running = new ClusterRunning(kubectl, model.application.name, 'kubernetes');
  }

  async checkPlace(): Promise<readonly Issue[]> {
    const { model, binding } = this.options;
    return (await Promise.all([checkVersions(this.kubectl, model), checkCluster(this.kubectl, binding)])).flat();
  }

  async preflight(): Promise<readonly Issue[]> {
    const { model } = this.options;
    const place = await this.checkPlace();
    if (hasErrors(place)) return place;
    const blocking = [...place, ...(await checkNamespace(this.kubectl))];
    if (hasErrors(blocking)) return blocking;
    const objects = objectsOf(this.artifacts);
    const isThere = await hasNamespace(this.kubectl);
    const [live, dry, secrets, engine] = await Promise.all([
      isThere ? liveObjects(this.kubectl, objects) : [],
      this.dryRun(objects, isThere),
      checkSecrets(this.kubectl, model, isThere),
      isThere && !this.options.takeOver ? otherMethod(this.journal, this.method) : [],
    ]);
    const foreign = this.options.takeOver ? [] : foreignObjects(live, model.application.name);
    const size = releaseProblem(this.artifacts);
    const tooLarge: Issue[] =
      size === undefined ? [] : [{ code: 'release-size', path: 'deploy', message: size, severity: 'error' }];
    return [...blocking, ...refusals(dry), ...secrets, ...foreign, ...engine, ...tooLarge];
  }

  async changes(artifacts: readonly Artifact[], inventory: readonly InventoryEntry[]): Promise<readonly Change[]> {
    const objects = objectsOf(artifacts);
    if (!(await hasNamespace(this.kubectl)))
      return objects.map((object) => ({ action: 'create', what: titleOf(object), fields: [] }));
    const [live, dry, gone] = await Promise.all([
      liveObjects(this.kubectl, objects),
      this.dryRun(objects, true),
      ownedEntries(notWanted(inventory, objects, KEPT_KINDS), this.pruneOptions()),
    ]);
    if (dry.errors.length > 0)
      throw new UserError('nothing was written', { issues: refusals(dry), exitCode: EXIT.failed });
    const deletions = gone.map(({ kind, name }): Change => ({ action: 'delete', what: `${kind}/${name}`, fields: [] }));
    return [...changesBetween(live, dry.objects), ...deletions];
  }

  isPrepared(): Promise<boolean> {
    return hasNamespace(this.kubectl);
  }

  async prepare(): Promise<void> {
    if (await this.isPrepared()) return;
    await applyObjects(
      this.kubectl,
      objectsOf(this.artifacts).filter(({ kind }) => kind === 'Namespace'),
    );
  }

  steps(target: Target): readonly Step[] {
    return applySteps(this.options, target);
  }

  async status(record: ReleaseRecord | undefined): Promise<readonly WorkloadStatus[]> {
    const kept = (record?.inventory ?? []).filter(({ kind }) => AWAITED_KINDS.has(kind));
    const titles = kept.map(({ kind, name }) => `${kind}/${name}`);
    return readinessOf(await takeSnapshot(this.kubectl, titles), titles).map(({ what, isReady, detail }) => ({
      name: what,
      isReady,
      detail,
    }));
  }

  teardown(options: TeardownOptions, inventory: readonly InventoryEntry[]): readonly Step[] {
    return teardownSteps(this.options, options, inventory);
  }

  private pruneOptions() {
    return { kubectl: this.kubectl, application: this.options.model.application.name, keptKinds: KEPT_KINDS };
  }

  /** Before the namespace is there, only the Namespace itself can be tried. */
  private dryRun(objects: readonly ClusterObject[], hasNamespace: boolean): Promise<DryRun> {
    const tried = hasNamespace ? objects : objects.filter(({ kind }) => kind === 'Namespace');
    const key = JSON.stringify(tried);
    const found = this.dryRuns.get(key) ?? dryRun(this.kubectl, tried);
    this.dryRuns.set(key, found);
    return found;
  }
}
