import { PROBER, type ProbedExternal, probedExternals } from '../../model/derive/external-probes';
import type { AlertCase, AlertContext, AlertDefinition } from '../alert';

const SOURCE = 'blackbox_exporter';
const JSON_RPC =
  'A JSON-RPC node answers 200 with `error` in its body. Solana’s `getHealth` says `"result":"ok"`, or the error -32005 "Node is behind by N slots" when it is more than 128 slots (about a minute) behind the cluster (`--health-check-slot-distance` of the validator).';
const ASK = `Ask it by hand with the request of \`externals.<name>.probe\` in app.yaml, and see what the prober saw: \`/probe?target=<url>&module=<name>&debug=true\` of the component \`${PROBER}\`.`;
const ELSEWHERE =
  'Look at its status page. If another endpoint is well, choose it in `externals.<name>.endpoint` of the environment and deploy.';

/** Services that others run, as the prober sees them from inside of the environment. */
export const EXTERNALS: readonly AlertDefinition[] = [
  {
    name: 'ExternalUnreachable',
    severity: 'critical',
    for: '2m',
    summary: '{{ $labels.component }} does not answer',
    impact: 'What the application does with it fails for everybody.',
    steps: [
      ASK,
      'If nothing gets out, look at the NetworkPolicy of the component and at DNS; if it answers 401, 403 or 429, at the limits and keys of the provider.',
      ELSEWHERE,
    ],
    source: SOURCE,
    cases: each((of) => `${errors(of, '5m')} > 0.9`),
  },
  {
    name: 'ExternalErrors',
    severity: 'warning',
    for: '5m',
    summary: '{{ $labels.component }} fails to answer {{ $value | humanizePercentage }} of the probes',
    impact: 'Some of what the application does with it fails, or has to be tried again.',
    steps: [
      ASK,
      'Timeouts and 5xx are the provider’s; 429 means more requests than the plan allows, so ask less or move to another plan.',
      ELSEWHERE,
    ],
    source: SOURCE,
    cases: each((of) => `${errors(of, '10m')} > 0.1`),
  },
  {
    name: 'ExternalUnhealthy',
    severity: 'warning',
    for: '5m',
    summary: '{{ $labels.component }} answers that it is not well in {{ $value | humanizePercentage }} of the probes',
    impact: 'It answers, and what it says may be old or wrong: a node of a chain that lags shows old balances.',
    steps: [
      `Read what it says. ${JSON_RPC}`,
      ASK,
      'A lag that shrinks needs nothing; one that grows or stays is the provider’s.',
      ELSEWHERE,
    ],
    source: SOURCE,
    cases: each((of) => `avg_over_time(probe_failed_due_to_regex{${of}}[10m]) > 0.2`),
  },
  {
    name: 'ExternalSlow',
    severity: 'warning',
    for: '10m',
    summary: '{{ $labels.component }} takes {{ $value | humanizeDuration }} to answer',
    impact: 'Users wait for what the application asks of it.',
    steps: [
      'See which part is slow: `probe_http_duration_seconds` has DNS, connection, TLS, processing and transfer.',
      'Slow processing is the provider’s; slow DNS or connections are the way out of here.',
      ELSEWHERE,
    ],
    source: SOURCE,
    cases: each((of, { probe }) =>
      probe.slowSeconds === undefined
        ? undefined
        : `avg_over_time(probe_duration_seconds{${of}}[10m]) > ${probe.slowSeconds}`,
    ),
  },
  {
    name: 'ExternalNotProbed',
    severity: 'warning',
    for: '10m',
    summary: 'Nobody asks whether {{ $labels.component }} answers',
    impact: 'No alert about this external can fire.',
    steps: [
      `Ask whether \`${PROBER}\` runs: \`manifold status <environment>\`; its log says what is wrong with its configuration.`,
      'Look at the targets page of Prometheus. An operator has to select objects of kind Probe (`probeSelector`) by the labels of `monitoring.labels`; with `kind: annotations` Prometheus has to read `dist/monitoring/<environment>.scrape.yml`.',
    ],
    source: 'Prometheus',
    cases: each((of) => `absent(probe_success{${of}})`),
  },
];

/** A case for every external that is asked. Its series have the labels of its name, and no pod's. */
function each(
  exprOf: (of: string, external: ProbedExternal) => string | undefined,
): (context: AlertContext) => readonly AlertCase[] {
  return ({ model, all }) =>
    probedExternals(model).externals.flatMap((external) => {
      const expr = exprOf(`${all},external="${external.name}"`, external);
      return expr === undefined ? [] : [{ component: external.name, expr }];
    });
}

/** Share of probes without an answer that can be read: one with a body that is refused is one. */
function errors(of: string, window: string): string {
  return `1 - avg_over_time(probe_success{${of}}[${window}]) - avg_over_time(probe_failed_due_to_regex{${of}}[${window}])`;
}
