import type { Artifact } from '../artifact';
import type { BuiltEnvironment } from '../built';
import { toYamlDocuments } from '../yaml';

/** The Kubernetes manifests of one environment: a file directly in the output folder, as `kubectl apply -f` wants it. */
export function emitKubernetes({ model, objects }: BuiltEnvironment): Artifact {
  return {
    path: `${model.application.name}-${model.environment.name}.k8s.yaml`,
    content: toYamlDocuments(objects),
  };
}
