import { buildArgocdObjects } from '../../charts/argocd/build';
import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import type { BuiltEnvironment } from '../built';
import { jobLosses } from '../job-losses';
import type { Loss } from '../losses';
import { toYamlDocuments } from '../yaml';

/** The Argo CD objects that make a cluster follow the output folder in a Git repository. */
export function emitArgocd(environments: readonly BuiltEnvironment[]): Artifact[] {
  const objects = buildArgocdObjects(environments);
  const name = environments[0]?.model.application.name;
  // In a folder of its own: `kubectl apply -f dist` is for clusters that may have no Argo CD.
  return objects.length === 0 ? [] : [{ path: `argocd/${name}.yaml`, content: toYamlDocuments(objects) }];
}

/** What the Argo CD objects leave out. */
export function argocdLosses(models: readonly Model[]): Loss[] {
  return models.flatMap(modelLosses);
}

function modelLosses(model: Model): Loss[] {
  const { environment, gitops, secrets } = model;
  if (!gitops) return [];
  const loss = (path: string, reason: string): Loss => ({
    method: 'argocd',
    environment: environment.name,
    path,
    reason,
  });
  const { provider } = environment.secretsProvider;
  const isFilledLater = (provider === 'cluster' || provider === 'none') && secrets.length > 0;
  return [
    ...(isFilledLater ? [loss('secrets', 'no values in the repository: pods wait until the Secrets are filled')] : []),
    ...jobLosses(model).map(([path, reason]) => loss(path, reason)),
    ...(gitops.automated ? [] : [loss('gitops.selfHeal', 'nothing is undone while a person starts each sync')]),
  ];
}
