import type { KubernetesObject } from '../../charts/build';
import type { Artifact } from '../artifact';
import type { BuiltEnvironment } from '../built';
import { toYamlDocuments } from '../yaml';

const FOLDER = 'files/cnpg';

/** Databases of CloudNativePG, as files that the chart reads as they are: their settings differ by environment. */
export function cnpgFiles(environments: readonly BuiltEnvironment[]): Artifact[] {
  const operated = environments.filter(({ cnpg }) => cnpg.length > 0);
  if (operated.length === 0) return [];
  return [
    ...operated.flatMap(({ model, cnpg }) => {
      const path = `${FOLDER}/${model.environment.name}`;
      const isPolicy = ({ kind }: KubernetesObject): boolean => kind === 'NetworkPolicy';
      const policies = cnpg.filter(isPolicy);
      return [
        { path: `${path}.yaml`, content: toYamlDocuments(cnpg.filter((object) => !isPolicy(object))) },
        ...(policies.length === 0 ? [] : [{ path: `${path}.network-policy.yaml`, content: toYamlDocuments(policies) }]),
      ];
    }),
    { path: 'templates/cnpg.yaml', content: TEMPLATE },
  ];
}

const TEMPLATE = `{{- if $.Values.cnpg.enabled }}
{{- if include "manifold.prefix" $ }}{{ fail "cnpg.enabled: the names of these databases are fixed; set namePrefix to an empty text" }}{{ end }}
{{- $file := printf "${FOLDER}/%s.yaml" $.Values.cnpg.environment }}
{{- $objects := $.Files.Get $file }}
{{- if not $objects }}{{ fail (printf "cnpg.environment: there is no %s in this chart" $file) }}{{ end }}
---
{{ $objects }}
{{- if $.Values.networkPolicy.enabled }}
{{- with $.Files.Get (printf "${FOLDER}/%s.network-policy.yaml" $.Values.cnpg.environment) }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end }}
`;
