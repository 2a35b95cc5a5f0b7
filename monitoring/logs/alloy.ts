import { LOKI, LOKI_PORT } from '../../model/derive/log-store';
import type { Model } from '../../model/model';

/**
 * Configuration of an Alloy that reads the logs of all pods of one namespace from the API server and sends them to Loki.
 * So it needs no file of the node, which Pod Security "restricted" would not give it. Labels are few and of few values:
 * each combination is a stream of its own.
 */
export function alloyConfiguration({ application, environment }: Model): string {
  const text = (value: string): string => JSON.stringify(value);
  return `discovery.kubernetes "pods" {
  role = "pod"
  namespaces {
    names = [${text(environment.namespace)}]
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
${LABELS.map(([from, to]) => relabelRule(text(from), text(to))).join('')}}

loki.source.kubernetes "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.process.lines.receiver]
}

loki.process "lines" {
  stage.json {
    expressions = { level = "" }
  }
  stage.labels {
    values = { level = "" }
  }
  forward_to = [loki.write.store.receiver]
}

loki.write "store" {
  endpoint {
    url = ${text(`http://${LOKI}:${LOKI_PORT}/loki/api/v1/push`)}
  }
  external_labels = {
    application = ${text(application.name)},
    environment = ${text(environment.name)},
  }
}
`;
}

/** From what Kubernetes says of a container (Prometheus documentation, kubernetes_sd_config) to labels of its lines. */
const LABELS = [
  ['__meta_kubernetes_namespace', 'namespace'],
  ['__meta_kubernetes_pod_label_app_kubernetes_io_name', 'component'],
  ['__meta_kubernetes_pod_container_name', 'container'],
  ['__meta_kubernetes_pod_name', 'pod'],
] as const;

function relabelRule(from: string, to: string): string {
  return `  rule {
    source_labels = [${from}]
    target_label  = ${to}
  }
`;
}
