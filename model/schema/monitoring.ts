import { z } from 'zod';
import { imageReference } from './scalars/image';
import { configKey, dnsLabel } from './scalars/names';
import { safeText } from './scalars/text';

const secretKey = z.strictObject({
  secret: dnsLabel.describe('Secret declared in app.yaml'),
  key: configKey,
});

const email = z.strictObject({
  kind: z.literal('email').describe('Mail through an SMTP server with STARTTLS'),
  to: safeText.describe('Address that is written to'),
  from: safeText.describe('Address of the sender'),
  smarthost: z
    .string()
    .regex(/^[A-Za-z0-9.-]+:[0-9]{1,5}$/, 'host:port')
    .describe('SMTP server as host:port'),
  username: safeText.optional().describe('User at the SMTP server'),
  password: secretKey.optional().describe('Secret with the password of that user'),
});

const slack = z.strictObject({
  kind: z.literal('slack').describe('Channel in Slack'),
  channel: safeText.describe('Channel or user, such as #operations'),
  url: secretKey.describe('Secret with the URL of the incoming webhook'),
});

const webhook = z.strictObject({
  kind: z.literal('webhook').describe('HTTP POST in the format of Alertmanager'),
  url: secretKey.describe('Secret with the URL'),
});

const receiver = z.discriminatedUnion('kind', [email, slack, webhook]);

const images = z.strictObject({
  postgresExporter: imageReference.prefault('quay.io/prometheuscommunity/postgres-exporter:v0.17.1'),
  redisExporter: imageReference.prefault('oliver006/redis_exporter:v1.74.0-alpine'),
  blackboxExporter: imageReference
    .prefault('prom/blackbox-exporter:v0.25.0')
    .describe('Asks externals with a `probe`; has to have a shell'),
  alertmanager: imageReference.prefault('prom/alertmanager:v0.28.1').describe('Only of Compose'),
});

/** Levels of an alert. `critical` wakes somebody up, `warning` can wait for the next working day. */
export const severity = z.enum(['critical', 'warning']);

/** How an environment is watched. */
export const monitoring = z
  .strictObject({
    kind: z
      .enum(['operator', 'annotations'])
      .describe(
        'How Prometheus of a cluster finds metrics. operator: objects of the Prometheus Operator; annotations: prometheus.io/* of pods. Compose brings its own Prometheus in the profile monitoring',
      ),
    namespace: dnsLabel.default('monitoring').describe('Namespace of Prometheus, from which it may ask for metrics'),
    labels: z
      .record(z.string().min(1), safeText)
      .default({})
      .describe('Labels by which an operator selects its objects, such as release: kube-prometheus-stack'),
    runbooks: safeText.default('docs/runbooks').describe('Where the runbooks are: a URL or folder before <alert>.md'),
    notifications: z
      .strictObject({ critical: z.array(receiver).default([]), warning: z.array(receiver).default([]) })
      .prefault({})
      .describe('Who is told of alerts of a severity'),
    images: images.prefault({}),
  })
  .describe('How this environment is watched');

export type Monitoring = z.output<typeof monitoring>;
export type Receiver = z.output<typeof receiver>;
export type Severity = z.output<typeof severity>;
