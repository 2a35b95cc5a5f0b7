import type { Artifact } from '../../emit/artifact';
import { EXIT, type Issue, UserError } from '../../lib/errors';
import type { GitopsModel } from '../../model/gitops';
import type { Model } from '../../model/model';
import type { Change, Driver, Step, StepContext, StepOutcome, Target, WorkloadStatus } from '../driver';
import { type Binding, checkCluster } from '../kubernetes/binding';
import type { Kubectl } from '../kubernetes/kubectl';
import { ClusterRunning } from '../kubernetes/pods';
import { FileLock } from '../local/file-lock';
import { makeStateFolder, stateFolder } from '../local/state-folder';
import type { Running } from '../running';
import { APPLICATIONS, type ApplicationState, hasApplication } from './application';
import { CommitJournal } from './commit-journal';
import { Repository } from './repository';
import { waitForApplication } from './wait';

/** How Argo CD calls the cluster that it runs in. */
const ARGOCD_CLUSTER = 'https://kubernetes.default.svc';

export interface ArgocdOptions {
  readonly model: Model & { readonly gitops: GitopsModel };
  /** What synth gives for all environments. */
  readonly artifacts: readonly Artifact[];
  readonly projectFolder: string;
  /** Where to push, when it is not where Argo CD reads. */
  readonly repository?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Absent: nobody waits for the Application. */
  readonly cluster?: { readonly kubectl: Kubectl; readonly binding: Binding } | undefined;
}

/** Publishes the files of an environment to the repository that Argo CD follows, and waits for its Application. */
export class ArgocdDriver implements Driver {
  readonly method = 'argocd';
  readonly place: string;
  readonly artifacts: readonly Artifact[];
  readonly journal: CommitJournal;
  readonly lock: FileLock;
  private readonly options: ArgocdOptions;
  private readonly repository: Repository;

  constructor(options: ArgocdOptions) {
    const { model, projectFolder, env } = options;
    const { gitops, application, environment } = model;
    const isOwn = ownFiles(model);
    this.options = options;
    this.artifacts = options.artifacts.filter(({ path }) => isOwn(path));
    this.repository = new Repository({
      url: options.repository ?? gitops.repository,
      branch: gitops.revision,
      path: gitops.path,
      env,
      scratch: stateFolder(projectFolder, environment.name, 'argocd'),
      isOwn,
    });
    this.place = this.repository.place;
    this.journal = new CommitJournal(this.repository, { application: application.name, environment: environment.name });
    this.lock = new FileLock(projectFolder, environment.name);
  }

  get running(): Running {
    const { cluster, model } = this.options;
    if (cluster !== undefined) return new ClusterRunning(cluster.kubectl, model.application.name, this.method);
    throw new UserError('the environment names no cluster to look into: deploy.context');
  }

  async checkPlace(): Promise<readonly Issue[]> {
    const { cluster } = this.options;
    makeStateFolder(this.options.projectFolder, this.options.model.environment.name, 'argocd');
    await this.repository.reach();
    return cluster === undefined ? [] : checkCluster(cluster.kubectl, cluster.binding);
  }

  preflight(): Promise<readonly Issue[]> {
    return this.checkPlace();
  }

  async changes(artifacts: readonly Artifact[]): Promise<readonly Change[]> {
    const changes = await this.repository.changes(artifacts);
    return changes.map(({ action, path }) => ({ action, what: path, fields: [] }));
  }

  async isPrepared(): Promise<boolean> {
    return true;
  }

  async prepare(): Promise<void> {
    // A push that is not fast-forward is refused by the repository: that is the lock that counts.
  }

  steps(target: Target): readonly Step[] {
    let commit = '';
    const publish: Step = {
      name: 'publish',
      title: 'Commit and push',
      run: async () => {
        const isAwaited = target.wait && this.options.cluster !== undefined;
        commit = await this.journal.publish(target, isAwaited);
        return { ok: true, note: commit.slice(0, 12) };
      },
    };
    const wait: Step = {
      name: 'wait',
      title: 'Argo CD',
      run: (context) => this.wait({ commit, isRollback: target.isRollback }, context),
    };
    return target.wait ? [publish, wait] : [publish];
  }

  async status(): Promise<readonly WorkloadStatus[]> {
    const { cluster, model } = this.options;
    const name = this.applicationName;
    if (cluster === undefined) return [{ name, isReady: false, detail: 'no cluster to ask: deploy.context' }];
    const args = ['get', APPLICATIONS, name, `--namespace=${model.gitops.namespace}`];
    const { status = {} } = (await cluster.kubectl.json<ApplicationState>(args)) ?? {};
    const { sync, health } = status;
    const isReady = sync?.status === 'Synced' && health?.status === 'Healthy';
    return [{ name, isReady, detail: `${sync?.status ?? 'Unknown'}, ${health?.status ?? 'Unknown'}` }];
  }

  teardown(): readonly Step[] {
    const { cluster, model } = this.options;
    return [
      {
        name: 'application',
        title: 'The Application; what it made stays',
        run: async () => {
          if (cluster === undefined)
            throw new UserError('the environment names no cluster to remove the Application from: deploy.context', {
              exitCode: EXIT.failed,
            });
          const { namespace } = model.gitops;
          if (!(await hasApplication(cluster.kubectl, this.applicationName, namespace)))
            return { ok: true, note: 'there is none' };
          await cluster.kubectl.output([
            'delete',
            APPLICATIONS,
            this.applicationName,
            `--namespace=${namespace}`,
            '--cascade=orphan',
          ]);
          return { ok: true };
        },
      },
    ];
  }

  private get applicationName(): string {
    return `${this.options.model.application.name}-${this.options.model.environment.name}`;
  }

  private async wait(
    of: { readonly commit: string; readonly isRollback: boolean },
    context: StepContext,
  ): Promise<StepOutcome> {
    const { cluster, model, now } = this.options;
    const { gitops } = model;
    if (cluster === undefined) return { ok: true, note: 'published; no cluster to ask' };
    const place = { kubectl: cluster.kubectl, name: this.applicationName, namespace: gitops.namespace };
    if (!(await hasApplication(place.kubectl, place.name, place.namespace)))
      return { ok: true, note: `published; the cluster has no Application ${place.name} yet` };
    const contains = (revision: string): Promise<boolean> => this.repository.contains(revision, of.commit);
    const isHere = 'server' in gitops.destination && gitops.destination.server === ARGOCD_CLUSTER;
    return waitForApplication({ ...place, ...of, contains, now, isHere, isAutomated: gitops.automated }, context);
  }
}

/** The files that the Application of one environment reads: other environments are deployed by themselves. */
export function ownFiles({ application, environment, gitops }: ArgocdOptions['model']): (path: string) => boolean {
  const chart = `helm/${application.name}/`;
  const values = `${chart}values-${environment.name}.yaml`;
  if (gitops.source === 'directory') return (path) => path === `${application.name}-${environment.name}.k8s.yaml`;
  return (path) => path.startsWith(chart) && (path === values || !/\/values-[^/]+\.yaml$/.test(path));
}
