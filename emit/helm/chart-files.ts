import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import { toYaml } from '../yaml';
import { chartReadme } from './chart-readme';
import { goText } from './template-node';
import type { Union } from './union';

/** The oldest Kubernetes that the objects are made for. */
const OLDEST_KUBERNETES = '>=1.28.0-0';

/** Chart.yaml and the other files of the chart that are neither templates of objects nor values. */
export function chartFiles(models: readonly [Model, ...Model[]], union: Union): Artifact[] {
  const { application } = union;
  const appVersion = models[0].components.find(({ image }) => image.tag !== undefined)?.image.tag;
  return [
    {
      path: 'Chart.yaml',
      content: toYaml({
        apiVersion: 'v2',
        name: application.name,
        description: application.description ?? `The application ${application.name}`,
        type: 'application',
        version: application.version,
        ...(appVersion === undefined ? {} : { appVersion }),
        kubeVersion: OLDEST_KUBERNETES,
      }),
    },
    { path: '.helmignore', content: '.DS_Store\n*.orig\n*.rej\n*.swp\n*.tmp\n' },
    { path: 'README.md', content: chartReadme(models, union) },
    { path: 'templates/NOTES.txt', content: notes(union) },
  ];
}

/** What Helm prints after an installation; literal texts go through Go strings. */
function notes(union: Union): string {
  const routed = union.components.map(({ component }) => component).filter(({ route }) => route !== undefined);
  const urls = routed.map(({ name }) => {
    const component = `$.Values.components ${goText(name)}`;
    return `{{- with index ${component} }}
{{- if .enabled }}
  ${name}: {{ if $.Values.edge.tls.enabled }}https{{ else }}http{{ end }}://{{ .route.host }}{{ .route.path }}
{{- end }}
{{- end }}
`;
  });
  return `{{ $.Chart.Name }} {{ $.Chart.AppVersion }} runs in the namespace {{ $.Release.Namespace }} as release {{ $.Release.Name }}.
${
  routed.length === 0
    ? ''
    : `{{- if ne $.Values.edge.kind "none" }}

Addresses:
${urls.join('')}{{- end }}
`
}{{- if eq $.Values.secrets.provider "cluster" }}

Secrets have no values in the chart. Pods wait until every key is there:
  manifold secrets ensure ENVIRONMENT
{{- end }}
{{- $namespace := lookup "v1" "Namespace" "" $.Release.Namespace }}
{{- if and $namespace (not (get ($namespace.metadata.labels | default dict) "pod-security.kubernetes.io/enforce")) }}

The namespace has no Pod Security level. The manifests set it; after --create-namespace it is missing:
  kubectl label namespace {{ $.Release.Namespace }} pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/enforce-version=v{{ $.Values.kubernetesVersion }}
{{- end }}
`;
}
