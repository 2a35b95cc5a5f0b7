import type { Component, Model } from '../model';
import { controllerOf } from './edge';

/** The histogram in which an ingress controller counts the requests of a component. */
export interface EdgeHistogram {
  /** Without `_count` or `_bucket`. */
  readonly name: string;
  readonly statusLabel: string;
  /** Labels by which the requests of the component are found, as the controller gives them. */
  readonly labels: Readonly<Record<string, string>>;
  /** The one of them that the target may have as well, so that Prometheus renames it. */
  readonly renamed: string;
  /** Its buckets in seconds, unless the controller was told others. */
  readonly buckets: readonly number[];
}

/** Default of `metrics.prometheus.buckets` (Traefik documentation, "Metrics"). */
const TRAEFIK_BUCKETS = [0.1, 0.3, 1.2, 5];
/** Default of `--time-buckets` (ingress-nginx documentation, "Command line arguments"): those of the Go client. */
const NGINX_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What the controller of an Ingress gives; undefined for others, and without a route. Traefik names a service by namespace,
 * Service and port. ingress-nginx has host, Ingress and namespace: each component has an Ingress of its own name, and may
 * share its host with others. A ServiceMonitor gives its targets labels `service` and `namespace`, none gives `ingress`.
 */
export function edgeHistogram({ environment }: Model, { name, route }: Component): EdgeHistogram | undefined {
  const { edge, namespace } = environment;
  if (route === undefined || edge.kind !== 'ingress') return undefined;
  switch (controllerOf(edge)) {
    case 'traefik':
      return {
        name: 'traefik_service_request_duration_seconds',
        statusLabel: 'code',
        labels: { service: `${normalized(`${namespace}-${name}-${route.port.name}`)}@kubernetes` },
        renamed: 'service',
        buckets: TRAEFIK_BUCKETS,
      };
    case 'nginx':
      return {
        name: 'nginx_ingress_controller_request_duration_seconds',
        statusLabel: 'status',
        labels: { host: route.host, ingress: name, namespace },
        renamed: 'namespace',
        buckets: NGINX_BUCKETS,
      };
    default:
      return undefined;
  }
}

/** As Traefik writes names (its `provider.Normalize`): each run of other characters is one dash. */
function normalized(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
    .join('-');
}
