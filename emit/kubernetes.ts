import { buildObjects } from '../charts/build';
import type { Model } from '../model/model';
import type { Artifact } from './artifact';
import { toYamlDocuments } from './yaml';

/** The Kubernetes manifests of one environment: a file directly in the output folder, as `kubectl apply -f` wants it. */
export function emitKubernetes(model: Model): Artifact {
  return {
    path: `${model.application.name}-${model.environment.name}.k8s.yaml`,
    content: toYamlDocuments(buildObjects(model)),
  };
}
