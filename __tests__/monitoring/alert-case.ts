/** Series with which an alert fires, and others, as near as they can be, with which it stays quiet. */
export interface AlertTest {
  readonly alert: string;
  readonly fires: readonly string[];
  readonly quiet: readonly string[];
  /** When both are looked at, in the form of Prometheus. */
  readonly at: string;
}

export const ALL = 'namespace="shop-test"';

/** A series in the notation of promtool: labels, and values such as `0x20` or `1+1x20`. */
export function series(metric: string, labels: string, values: string): string {
  return seriesOf(metric, `${ALL}${labels === '' ? '' : `,${labels}`}`, values);
}

/** The same with no label but those given. */
export function seriesOf(metric: string, labels: string, values: string): string {
  return JSON.stringify({ series: `${metric}{${labels}}`, values });
}
