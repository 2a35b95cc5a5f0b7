import type { Component } from '../../model/model';
import type { Slo } from '../../model/schema/slo';
import type { AlertCase, AlertContext, AlertDefinition, Recording } from '../alert';
import { matchersOf } from '../renamed-label';
import { type RequestHistogram, rateOf, requestHistogram } from '../request-histogram';

/** Windows over which burn rates are kept; the longest is that of the slow pair. */
const WINDOWS = ['5m', '30m', '1h', '6h', '3d'] as const;
type Window = (typeof WINDOWS)[number];

/** Below this many requests a second one error is most of a window, and says nothing. */
const LEAST_RATE = 0.02;

const SOURCE = 'the component, or the controller of the edge';

interface Measured {
  readonly component: Component;
  readonly slo: Slo;
  readonly requests: RequestHistogram;
}

/** A share of bad requests: what is kept under `record`, for the objective in percent. */
interface Indicator {
  readonly record: string;
  readonly bad: (series: Series, window: Window) => string;
  readonly objective: (slo: Slo) => number | undefined;
}

type Series = Pick<Measured, 'slo' | 'requests'>;

const ERRORS: Indicator = {
  record: 'component:request_errors:ratio_rate',
  bad: ({ requests }, window) => {
    const where = `${requests.statusLabel}=~"5.."`;
    return `(sum(${rateOf(requests, { of: 'count', where, window })}) or vector(0))`;
  },
  objective: ({ availability }) => availability,
};

const SLOW: Indicator = {
  record: 'component:request_slow:ratio_rate',
  bad: ({ slo, requests }, window) => {
    const fast = rateOf(requests, { of: 'bucket', where: bucket(slo), window });
    return `(sum(${rateOf(requests, { of: 'count', window })}) - sum(${fast}))`;
  },
  objective: ({ latency }) => latency?.objective,
};

/** Request rates and shares of bad requests of every component with an objective. */
export function sloRecordings(context: AlertContext): readonly Recording[] {
  return measured(context).flatMap(({ component, slo, requests }) => {
    const labels = labelsOf(context, component.name);
    const series = { slo, requests };
    const indicators = [ERRORS, SLOW].filter(({ objective }) => objective(slo) !== undefined);
    return WINDOWS.flatMap((window) => {
      const total = `sum(${rateOf(requests, { of: 'count', window })})`;
      return [
        { record: `component:requests:rate${window}`, expr: total, labels },
        ...indicators.map(({ record, bad }) => ({
          record: `${record}${window}`,
          expr: `${bad(series, window)} / (${total} > 0)`,
          labels,
        })),
      ];
    });
  });
}

/** Pairs of the Site Reliability Workbook, chapter 5: 2 percent of a month in an hour, 5 in six hours, 10 in three days. */
export const SLO: readonly AlertDefinition[] = [
  burn(ERRORS, {
    name: 'ErrorBudgetBurnsFast',
    severity: 'critical',
    summary: '{{ $labels.component }} answers {{ $value | humanizePercentage }} of its requests with a server error',
    impact: 'Users see errors now: the budget of a month is spent within days.',
    pairs: [
      [14.4, '1h', '5m'],
      [6, '6h', '30m'],
    ],
  }),
  burn(ERRORS, {
    name: 'ErrorBudgetBurnsSlowly',
    severity: 'warning',
    summary: '{{ $labels.component }} answers {{ $value | humanizePercentage }} of its requests with a server error',
    impact: 'Some users see errors: at this rate the objective of the month is missed.',
    pairs: [[1, '3d', '6h']],
  }),
  burn(SLOW, {
    name: 'LatencyBudgetBurnsFast',
    severity: 'critical',
    summary: '{{ $labels.component }} answers {{ $value | humanizePercentage }} of its requests too slowly',
    impact: 'Users wait now: the budget of a month is spent within days.',
    pairs: [
      [14.4, '1h', '5m'],
      [6, '6h', '30m'],
    ],
  }),
  burn(SLOW, {
    name: 'LatencyBudgetBurnsSlowly',
    severity: 'warning',
    summary: '{{ $labels.component }} answers {{ $value | humanizePercentage }} of its requests too slowly',
    impact: 'Some users wait: at this rate the objective of the month is missed.',
    pairs: [[1, '3d', '6h']],
  }),
  {
    name: 'ObjectiveNotMeasured',
    severity: 'warning',
    // Controllers and most programs count nothing before the first request: with the window, four days are longer than a weekend.
    for: '3d',
    summary: 'No request of {{ $labels.component }} was counted for days',
    impact: 'Nobody asked it, or its objective is not measured: then no alert about it can fire, and no error shows.',
    steps: [
      'Ask it once. Without a request for days there is nothing wrong, and the alert ends some minutes later.',
      'If it does not, look in Prometheus for the histogram, with any labels: of `slo.histogram`, or at the edge `traefik_service_request_duration_seconds` or `nginx_ingress_controller_request_duration_seconds`.',
      'If there is none, Prometheus does not watch the component or the controller (targets page), or the controller has its metrics switched off.',
      'If there is one, compare its labels with those of the rule `component:requests:rate5m`: docs/operations.md says which they have to be.',
    ],
    source: SOURCE,
    cases: (context) =>
      measured(context).map(({ component: { name } }) => {
        const own = matchersOf(labelsOf(context, name));
        return { component: name, expr: `absent_over_time(component:requests:rate5m{${own}}[1d])` };
      }),
  },
];

type Pair = readonly [factor: number, long: Window, short: Window];

function burn(
  indicator: Indicator,
  texts: Pick<AlertDefinition, 'name' | 'severity' | 'summary' | 'impact'> & { readonly pairs: readonly Pair[] },
): AlertDefinition {
  const { pairs, ...rest } = texts;
  return {
    ...rest,
    for: '2m',
    steps: [
      'Look at what was deployed last: `manifold history <environment>`; `manifold rollback <environment>` brings the release before it back.',
      'Look at the dashboards of the component and of its database: full pools and slow queries show there first.',
      'If only one kind of request is bad, its path is in the log of the component.',
    ],
    source: SOURCE,
    cases: (context) => burnCases(context, indicator, pairs),
  };
}

function burnCases(context: AlertContext, indicator: Indicator, pairs: readonly Pair[]): readonly AlertCase[] {
  return measured(context).flatMap(({ component, slo }) => {
    const objective = indicator.objective(slo);
    if (objective === undefined) return [];
    const own = matchersOf(labelsOf(context, component.name));
    const share = (100 - objective) / 100;
    const exprs = pairs.map(([factor, long, short]) => {
      const over = (window: Window) => `${indicator.record}${window}{${own}} > ${rounded(factor * share)}`;
      return `(${over(long)} and ${over(short)} and component:requests:rate${short}{${own}} > ${LEAST_RATE})`;
    });
    return [{ component: component.name, expr: exprs.join(' or ') }];
  });
}

/** A whole number of seconds is written as 5 or 5.0, by the format in which Prometheus asks. */
function bucket({ latency }: Slo): string {
  const seconds = latency?.seconds ?? 0;
  return Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`;
}

function measured(context: AlertContext): readonly Measured[] {
  return context.model.components.flatMap((component) => {
    const { slo } = component;
    const requests = requestHistogram(context, component);
    return slo === undefined || requests === undefined ? [] : [{ component, slo, requests }];
  });
}

function labelsOf({ model }: AlertContext, component: string): Record<string, string> {
  return { namespace: model.environment.namespace, component };
}

/** Without the noise of binary fractions: 14.4 x 0.001 is 0.0144. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
