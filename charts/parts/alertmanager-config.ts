import {
  type AlertmanagerConfigSpec,
  type AlertmanagerConfigSpecReceivers,
  AlertmanagerConfigSpecRouteRoutesMatchersMatchType as MatchType,
} from '../../imports/monitoring.coreos.com';
import type { Receiver } from '../../model/schema/monitoring';
import { GROUPING, type NotificationRoute, SLACK_TEXT, SLACK_TITLE } from '../../monitoring/notifications';

/** The receiver of what no route is for. */
const NOBODY = 'nobody';

/** Routes and receivers; passwords and URLs stay in Secrets of the namespace. */
export function alertmanagerConfigSpec(routes: readonly NotificationRoute[]): AlertmanagerConfigSpec {
  return {
    route: {
      ...GROUPING,
      groupBy: [...GROUPING.groupBy],
      receiver: NOBODY,
      routes: routes.map(({ severity }) => ({
        receiver: severity,
        matchers: [{ name: 'severity', value: severity, matchType: MatchType.VALUE_EQUALS }],
      })),
    },
    receivers: [{ name: NOBODY }, ...routes.map(receiver)],
  };
}

function receiver({ severity, receivers }: NotificationRoute): AlertmanagerConfigSpecReceivers {
  const of = <K extends Receiver['kind']>(kind: K) =>
    receivers.filter((each): each is Extract<Receiver, { kind: K }> => each.kind === kind);
  const emails = of('email').map(({ to, from, smarthost, username, password }) => ({
    to,
    from,
    smarthost,
    sendResolved: true,
    ...(username === undefined ? {} : { authUsername: username }),
    ...(password === undefined ? {} : { authPassword: reference(password) }),
  }));
  const slacks = of('slack').map(({ channel, url }) => ({
    channel,
    apiUrl: reference(url),
    title: SLACK_TITLE,
    text: SLACK_TEXT,
    sendResolved: true,
  }));
  const webhooks = of('webhook').map(({ url }) => ({ urlSecret: reference(url), sendResolved: true }));
  return {
    name: severity,
    ...(emails.length === 0 ? {} : { emailConfigs: emails }),
    ...(slacks.length === 0 ? {} : { slackConfigs: slacks }),
    ...(webhooks.length === 0 ? {} : { webhookConfigs: webhooks }),
  };
}

function reference({ secret, key }: { readonly secret: string; readonly key: string }): { name: string; key: string } {
  return { name: secret, key };
}
