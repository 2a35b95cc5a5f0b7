import type { KubernetesObject } from '../../charts/build';
import type { Artifact } from '../artifact';
import type { BuiltEnvironment } from '../built';
import { toYamlDocuments } from '../yaml';

const FOLDER = 'files/monitoring';

/**
 * What watches an environment, as files that the chart reads as they are: rules and dashboards hold braces of their own,
 * which must never become template code.
 */
export function monitoringFiles(environments: readonly BuiltEnvironment[]): Artifact[] {
  const watched = environments.filter(({ monitoring }) => monitoring.length > 0);
  if (watched.length === 0) return [];
  return [
    ...watched.flatMap(({ model, monitoring }) => {
      const isPolicy = ({ kind }: KubernetesObject): boolean => kind === 'NetworkPolicy';
      const policies = monitoring.filter(isPolicy);
      const path = `${FOLDER}/${model.environment.name}`;
      return [
        { path: `${path}.yaml`, content: toYamlDocuments(monitoring.filter((object) => !isPolicy(object))) },
        ...(policies.length === 0 ? [] : [{ path: `${path}.network-policy.yaml`, content: toYamlDocuments(policies) }]),
      ];
    }),
    { path: 'templates/monitoring.yaml', content: TEMPLATE },
  ];
}

const TEMPLATE = `{{- if $.Values.monitoring.enabled }}
{{- $file := printf "${FOLDER}/%s.yaml" $.Values.monitoring.environment }}
{{- $objects := $.Files.Get $file }}
{{- if not $objects }}{{ fail (printf "monitoring.environment: there is no %s in this chart" $file) }}{{ end }}
---
{{ $objects }}
{{- if $.Values.networkPolicy.enabled }}
{{- with $.Files.Get (printf "${FOLDER}/%s.network-policy.yaml" $.Values.monitoring.environment) }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end }}
`;
