import type { AlertDefinition } from '../alert';
import { inCluster } from '../context';

const SOURCE = 'cert-manager';

/** Certificates that cert-manager renews. */
export const CERTIFICATES: readonly AlertDefinition[] = [
  {
    name: 'CertificateExpires',
    severity: 'critical',
    for: '1h',
    summary: 'Certificate {{ $labels.name }} ends in {{ $value | humanizeDuration }}',
    impact: 'When it has ended, browsers refuse the site.',
    steps: [
      '`kubectl describe certificate` and `kubectl describe order` say why it was not renewed: mostly DNS, or the challenge cannot be reached.',
    ],
    source: SOURCE,
    cases: (context) =>
      isIssued(context.model.environment.edge)
        ? inCluster(
            context,
            `certmanager_certificate_expiration_timestamp_seconds{${context.all}} - time() < 14 * 24 * 3600`,
          )
        : [],
  },
  {
    name: 'CertificateNotReady',
    severity: 'warning',
    for: '1h',
    summary: 'Certificate {{ $labels.name }} is not ready',
    impact: 'A new host has no valid certificate yet, or a renewal fails.',
    steps: ['`kubectl describe certificate` and the events of its order.'],
    source: SOURCE,
    cases: (context) =>
      isIssued(context.model.environment.edge)
        ? inCluster(context, `certmanager_certificate_ready_status{${context.all},condition="False"} == 1`)
        : [],
  },
];

function isIssued(edge: { readonly kind: string; readonly tls?: unknown }): boolean {
  return edge.kind === 'ingress' && typeof edge.tls === 'object' && edge.tls !== null && !('secretName' in edge.tls);
}
