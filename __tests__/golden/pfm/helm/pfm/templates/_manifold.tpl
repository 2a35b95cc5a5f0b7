{{/* Prefix of object names: none, the one given, or the name of the release. */}}
{{- define "manifold.prefix" -}}
{{- if kindIs "invalid" .Values.namePrefix }}{{ .Release.Name }}-{{ else }}{{ .Values.namePrefix }}{{ end -}}
{{- end }}

{{/* Name of an object of this release: (list $ name). */}}
{{- define "manifold.name" -}}
{{ include "manifold.prefix" (index . 0) }}{{ index . 1 }}
{{- end }}

{{/* Label with the name and version of the chart. */}}
{{- define "manifold.chart" -}}
{{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Image reference from repository, tag and digest. */}}
{{- define "manifold.image" -}}
{{ .repository }}{{ with .tag }}:{{ . }}{{ end }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}

{{/* Whether a text may be the value of a label. */}}
{{- define "manifold.isLabel" -}}
{{- if regexMatch "^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$" (toString .) }}true{{ end -}}
{{- end }}

{{/* Whether a component or backing service is switched on: (list $ name). */}}
{{- define "manifold.isEnabled" -}}
{{- $values := (index . 0).Values }}
{{- $workload := get $values.components (index . 1) | default (get ($values.backingServices | default dict) (index . 1)) }}
{{- if $workload.enabled }}true{{ end -}}
{{- end }}

{{/* Name of a Secret: an existing one, or that of this release: (list $ name). */}}
{{- define "manifold.secretName" -}}
{{- $existing := (get (index . 0).Values.secrets.items (index . 1) | default dict).existingSecret }}
{{- if $existing }}{{ $existing }}{{ else }}{{ include "manifold.name" . }}{{ end -}}
{{- end }}

{{/* A text with its references replaced, as text and never run as a template: (list $ component text). */}}
{{- define "manifold.reference" -}}
{{ index . 2 | replace "$(namePrefix)" (include "manifold.prefix" (index . 0)) | replace "$(imageTag)" (toString (index . 1).image.tag) }}
{{- end }}

{{/* One word of a command line: (list $ component word). */}}
{{- define "manifold.word" -}}
{{- $word := index . 2 }}
{{- if kindIs "string" $word }}{{ $word }}{{ else }}{{ include "manifold.reference" (list (index . 0) (index . 1) $word.references) }}{{ end -}}
{{- end }}

{{/* Variables with fixed text, as JSON: (list $ component). */}}
{{- define "manifold.config" -}}
{{- $root := index . 0 }}
{{- $component := index . 1 }}
{{- $data := dict }}
{{- range $name, $text := $component.config }}
{{- $_ := set $data $name $text }}
{{- end }}
{{- range $name, $text := $component.references }}
{{- $_ := set $data $name (include "manifold.reference" (list $root $component $text)) }}
{{- end }}
{{- toJson $data }}
{{- end }}

{{/* Middlewares that an Ingress of Traefik names; the first is the outermost. */}}
{{- define "manifold.middlewares" -}}
{{- $names := list }}
{{- if .Values.edge.headers }}{{ $names = append $names "security-headers" }}{{ end }}
{{- if .Values.edge.rateLimit.enabled }}{{ $names = append $names "rate-limit" }}{{ end }}
{{- range $index, $name := $names }}
{{- if $index }},{{ end }}{{ $.Release.Namespace }}-{{ include "manifold.name" (list $ $name) }}@kubernetescrd
{{- end }}
{{- end }}

{{/* Headers in the words of HAProxy, one a line. */}}
{{- define "manifold.headerLines" -}}
{{- range $header, $text := .Values.edge.headers }}
{{- printf "%s \"%s\"\n" $header $text }}
{{- end }}
{{- end }}

{{/* First characters of the SHA-256 of a value. */}}
{{- define "manifold.hash" -}}
{{ . | toRawJson | sha256sum | trunc 10 }}
{{- end }}

{{/* Name of an immutable ConfigMap, which changes with its data: (list $ name data). */}}
{{- define "manifold.hashedName" -}}
{{ include "manifold.name" . }}-{{ include "manifold.hash" (index . 2) }}
{{- end }}
