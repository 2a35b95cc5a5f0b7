import type { ApplicationSetSpec } from '../../imports/argoproj.io';
import {
  APPLICATION_ANNOTATIONS,
  applicationName,
  applicationSpec,
  type FollowedModel,
  ignoredDifferences,
} from './application-spec';

/** What a template alone cannot say: it holds texts only. Values come from the elements, never into this text. */
const TEMPLATE_PATCH = [
  'spec:',
  '  ignoreDifferences: {{ toJson .ignoreDifferences }}',
  '{{- if .automated }}',
  '  syncPolicy:',
  '    automated:',
  '      prune: {{ .prune }}',
  '      selfHeal: {{ .selfHeal }}',
  '{{- end }}',
  '',
].join('\n');

/** One ApplicationSet that makes the same Applications; environments are the elements of its list. */
export function applicationSetSpec(models: readonly [FollowedModel, ...FollowedModel[]]): ApplicationSetSpec {
  const [{ application, gitops }] = models;
  const { syncPolicy, source } = applicationSpec(models[0]);
  const { automated: _automated, ...sync } = syncPolicy ?? {};
  return {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [{ list: { elements: models.map(element) } }],
    // Removing an environment from the list leaves what runs in the cluster.
    syncPolicy: { preserveResourcesOnDeletion: true },
    template: {
      metadata: { name: '{{ .application }}', annotations: { ...APPLICATION_ANNOTATIONS } },
      spec: {
        project: application.name,
        source: {
          repoUrl: gitops.repository,
          targetRevision: '{{ .revision }}',
          ...(source?.path === undefined ? {} : { path: source.path }),
          ...(gitops.source === 'directory'
            ? { directory: { include: '{{ .file }}', recurse: false } }
            : { helm: { releaseName: '{{ .application }}', valueFiles: ['{{ .file }}'] } }),
        },
        destination: { server: '{{ .server }}', name: '{{ .cluster }}', namespace: '{{ .namespace }}' },
        syncPolicy: sync,
      },
    },
    templatePatch: TEMPLATE_PATCH,
  };
}

/** Every element has every key, because a missing one is an error. */
function element(model: FollowedModel): Record<string, unknown> {
  const { environment, gitops } = model;
  const { source } = applicationSpec(model);
  return {
    application: applicationName(model),
    automated: gitops.automated,
    cluster: 'name' in gitops.destination ? gitops.destination.name : '',
    file: source?.directory?.include ?? source?.helm?.valueFiles?.[0],
    ignoreDifferences: ignoredDifferences(model),
    namespace: environment.namespace,
    prune: gitops.prune,
    revision: gitops.revision,
    selfHeal: gitops.selfHeal,
    server: 'server' in gitops.destination ? gitops.destination.server : '',
  };
}
