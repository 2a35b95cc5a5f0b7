import { SECRETS_FOLDER } from '../../charts/parts/variables';
import { assertNever } from '../../lib/errors';
import { MONITORING } from '../../model/derive/compose-networks';
import { notificationSecrets } from '../../model/derive/notification-secrets';
import type { Model } from '../../model/model';
import type { Receiver } from '../../model/schema/monitoring';
import { GROUPING, notificationRoutes, SLACK_TEXT, SLACK_TITLE } from '../../monitoring/notifications';
import { toYaml } from '../yaml';
import { configName } from './backing-service';
import { MONITORING_PROFILE } from './profiles';
import { secretSource } from './secret-files';
import { deployOf, escapeVariables, HARDENED, type Service, scratch } from './service';

const CONFIG = 'alertmanager/alertmanager.yml';
/** User of the image (prom/alertmanager: nobody). */
const USER = 65534;
const NOBODY = 'nobody';
const SMALL = { limits: { cpuMillicores: 200, memoryBytes: 128 * 2 ** 20 } };

/** Whether somebody is to be told of alerts. */
export function hasAlertmanager(model: Model): boolean {
  return notificationRoutes(model).length > 0;
}

/** The service that tells people; silences do not outlive it. */
export function alertmanagerService(model: Model): Service {
  const image = model.environment.monitoring?.images.alertmanager.text ?? '';
  const files = new Set(notificationSecrets(model.environment.monitoring).map(({ secret, key }) => `${secret}/${key}`));
  return escapeVariables<Service>({
    image,
    command: [
      '--config.file=/etc/alertmanager/alertmanager.yml',
      '--storage.path=/alertmanager',
      '--cluster.listen-address=',
    ],
    user: `${USER}:${USER}`,
    ...HARDENED,
    restart: 'unless-stopped',
    stop_grace_period: '10s',
    profiles: [MONITORING_PROFILE],
    configs: [{ source: configName(CONFIG), target: '/etc/alertmanager/alertmanager.yml' }],
    secrets: [...files].sort().map((file) => {
      const [secret = '', key = ''] = file.split('/');
      return { source: secretSource(secret, key), target: `${SECRETS_FOLDER}/${file}` };
    }),
    tmpfs: scratch(['/alertmanager'], USER),
    networks: [MONITORING],
    healthcheck: {
      test: ['CMD', 'wget', '-q', '-T', '3', '-O', '/dev/null', 'http://127.0.0.1:9093/-/ready'],
      interval: '10s',
      timeout: '3s',
      retries: 3,
      start_period: '30s',
    },
    deploy: deployOf(SMALL),
  });
}

/** The configuration of Alertmanager; passwords and URLs stay in the files of secrets. */
export function alertmanagerFile(model: Model): string {
  const routes = notificationRoutes(model);
  return toYaml({
    route: {
      receiver: NOBODY,
      group_by: [...GROUPING.groupBy],
      group_wait: GROUPING.groupWait,
      group_interval: GROUPING.groupInterval,
      repeat_interval: GROUPING.repeatInterval,
      routes: routes.map(({ severity }) => ({ receiver: severity, matchers: [`severity="${severity}"`] })),
    },
    receivers: [
      { name: NOBODY },
      ...routes.map(({ severity, receivers }) => ({ name: severity, ...receiverConfigs(receivers) })),
    ],
  });
}

function receiverConfigs(receivers: readonly Receiver[]): Record<string, object[]> {
  const configs: Record<string, object[]> = {};
  for (const receiver of receivers) {
    const [field, config] = receiverConfig(receiver);
    configs[field] = [...(configs[field] ?? []), { ...config, send_resolved: true }];
  }
  return configs;
}

function receiverConfig(receiver: Receiver): readonly [field: string, config: object] {
  switch (receiver.kind) {
    case 'email': {
      const { to, from, smarthost, username, password } = receiver;
      return [
        'email_configs',
        {
          to,
          from,
          smarthost,
          ...(username === undefined ? {} : { auth_username: username }),
          ...(password === undefined ? {} : { auth_password_file: fileOf(password) }),
        },
      ];
    }
    case 'slack':
      return [
        'slack_configs',
        { channel: receiver.channel, api_url_file: fileOf(receiver.url), title: SLACK_TITLE, text: SLACK_TEXT },
      ];
    case 'webhook':
      return ['webhook_configs', { url_file: fileOf(receiver.url) }];
    default:
      return assertNever(receiver);
  }
}

function fileOf({ secret, key }: { readonly secret: string; readonly key: string }): string {
  return `${SECRETS_FOLDER}/${secret}/${key}`;
}
