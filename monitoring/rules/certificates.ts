import type { AlertContext, AlertDefinition } from '../alert';
import { inCluster } from '../context';
import { eitherSpelling } from '../renamed-label';

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
            `(${certificates(context, (of) => `certmanager_certificate_expiration_timestamp_seconds{${of}}`)}) - time() < 14 * 24 * 3600`,
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
        ? inCluster(
            context,
            `(${certificates(context, (of) => `certmanager_certificate_ready_status{${of},condition="False"}`)}) == 1`,
          )
        : [],
  },
];

/** Those of the namespace: cert-manager runs in another one, which its ServiceMonitor gives to its series. */
function certificates({ model }: AlertContext, select: (of: string) => string): string {
  const { namespace } = model.environment;
  return eitherSpelling({ labels: { namespace }, renamed: 'namespace' }).map(select).join(' or ');
}

function isIssued(edge: { readonly kind: string; readonly tls?: unknown }): boolean {
  return edge.kind === 'ingress' && typeof edge.tls === 'object' && edge.tls !== null && !('secretName' in edge.tls);
}
