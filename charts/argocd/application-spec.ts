import type {
  ApplicationSpec,
  ApplicationSpecIgnoreDifferences,
  ApplicationSpecSource,
  ApplicationSpecSyncPolicy,
} from '../../imports/argoproj.io';
import { assertNever } from '../../lib/errors';
import type { GitopsModel } from '../../model/gitops';
import type { Model } from '../../model/model';

/** A model of an application that Argo CD follows. */
export type FollowedModel = Model & { readonly gitops: GitopsModel };

/** Differences are what a server-side dry run would change, so neither defaults nor fields of other managers are any. */
export const APPLICATION_ANNOTATIONS = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' } as const;

/** Name of the Application of an environment, and of its Helm release. */
export function applicationName({ application, environment }: Model): string {
  return `${application.name}-${environment.name}`;
}

/** What the Application of one environment says. */
export function applicationSpec(model: FollowedModel): ApplicationSpec {
  const { application, environment, gitops } = model;
  return {
    project: application.name,
    source: applicationSource(model),
    destination: { ...gitops.destination, namespace: environment.namespace },
    ignoreDifferences: ignoredDifferences(model),
    syncPolicy: {
      ...(gitops.automated ? { automated: { prune: gitops.prune, selfHeal: gitops.selfHeal } } : {}),
      ...SYNC_POLICY,
    },
  };
}

function applicationSource(model: FollowedModel): ApplicationSpecSource {
  const { application, environment, gitops } = model;
  const common = { repoUrl: gitops.repository, targetRevision: gitops.revision };
  switch (gitops.source) {
    case 'directory':
      return {
        ...common,
        path: gitops.path,
        // The folder has the manifests of every environment.
        directory: { include: `${applicationName(model)}.k8s.yaml`, recurse: false },
      };
    case 'helm':
      return {
        ...common,
        path: `${gitops.path}/helm/${application.name}`,
        helm: { releaseName: applicationName(model), valueFiles: [`values-${environment.name}.yaml`] },
      };
    default:
      return assertNever(gitops.source);
  }
}

/** Data that `manifold secrets ensure` fills into a Secret which the repository has without data. */
export function ignoredDifferences(model: Model): ApplicationSpecIgnoreDifferences[] {
  if (model.environment.secretsProvider.provider !== 'cluster') return [];
  const { namespace } = model.environment;
  return model.secrets
    .filter(({ managed }) => managed)
    .map(({ name }) => ({ kind: 'Secret', name, namespace, jsonPointers: ['/data'] }));
}

/** The same for every environment; `automated` is beside it. */
export const SYNC_POLICY: ApplicationSpecSyncPolicy = {
  // Waits of 10, 20, 40, 80 and 160 seconds: a webhook or a CRD that is being installed needs a minute or two.
  retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
  syncOptions: [
    // The Namespace is one of the objects, with the labels of Pod Security, so it is not made beside them.
    'CreateNamespace=false',
    // An object that another Application has already is a mistake, not a thing to take over.
    'FailOnSharedResource=true',
    // What is gone from the repository is deleted when all that is new is healthy.
    'PruneLast=true',
    // The fields of others, such as the data of Secrets and the replicas of autoscaled Deployments, stay theirs.
    'ServerSideApply=true',
  ],
};
