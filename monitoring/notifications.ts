import type { Model } from '../model/model';
import type { Receiver, Severity } from '../model/schema/monitoring';

/** Severities in the order of their routes. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning'];

/** How alerts are grouped and repeated: the defaults of Alertmanager, but for a day between two reminders of the same. */
export const GROUPING = {
  groupBy: ['alertname', 'component'],
  groupWait: '30s',
  groupInterval: '5m',
  repeatInterval: '24h',
} as const;

export const SLACK_TITLE = '{{ .CommonLabels.severity }}: {{ .CommonAnnotations.summary }}';
export const SLACK_TEXT =
  '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ .Annotations.runbook_url }}\n{{ end }}';

/** Who is told of alerts of a severity. */
export interface NotificationRoute {
  readonly severity: Severity;
  readonly receivers: readonly Receiver[];
}

/** The routes of an environment; none where nobody is to be told. */
export function notificationRoutes({ environment }: Model): readonly NotificationRoute[] {
  const notifications = environment.monitoring?.notifications;
  if (notifications === undefined) return [];
  return SEVERITIES.map((severity) => ({ severity, receivers: notifications[severity] })).filter(
    ({ receivers }) => receivers.length > 0,
  );
}
