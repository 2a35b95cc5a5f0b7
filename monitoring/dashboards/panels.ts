import {
  DashboardBuilder as Dashboard,
  type DashboardBuilder,
  DatasourceVariableBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** One query of a panel. */
export interface Query {
  readonly expr: string;
  /** Text of the legend; `{{label}}` is the value of a label. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** A unit of Grafana, such as `s`, `bytes`, `percentunit`, `reqps` or `short`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** A single number in place of a graph. */
  readonly isNumber?: boolean;
}

export interface DashboardPlan {
  /** Stays the same for good: links and stars refer to it. */
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly panels: readonly Panel[];
}

const WIDTH = 24;
const GRAPH = { w: 12, h: 8 };
const NUMBER = { w: 6, h: 4 };
/** The data source is chosen on the dashboard, so that it works with any Grafana. */
const SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** The JSON of a dashboard: numbers first, graphs in two columns below. */
export function dashboardJson(plan: DashboardPlan): string {
  let builder: DashboardBuilder = new Dashboard(plan.title)
    .uid(plan.uid)
    .tags([...plan.tags])
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    .readonly()
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  const numbers = plan.panels.filter(({ isNumber }) => isNumber === true);
  const graphs = plan.panels.filter(({ isNumber }) => isNumber !== true);
  const top = Math.ceil((numbers.length * NUMBER.w) / WIDTH) * NUMBER.h;
  numbers.forEach((panel, index) => {
    builder = builder.withPanel(numberPanel(panel, place(index, NUMBER, 0)));
  });
  graphs.forEach((panel, index) => {
    builder = builder.withPanel(graphPanel(panel, place(index, GRAPH, top)));
  });
  return `${JSON.stringify(builder.build(), undefined, 1)}\n`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function place(index: number, size: { readonly w: number; readonly h: number }, top: number): Place {
  const columns = WIDTH / size.w;
  return { x: (index % columns) * size.w, y: top + Math.floor(index / columns) * size.h, ...size };
}

function graphPanel({ title, unit, queries }: Panel, at: Place): TimeseriesBuilder {
  const panel = new TimeseriesBuilder()
    .title(title)
    .unit(unit)
    .gridPos({ ...at })
    .datasource(SOURCE)
    .min(0);
  return queries.reduce((built, query, index) => built.withTarget(target(query, index)), panel);
}

function numberPanel({ title, unit, queries }: Panel, at: Place): StatBuilder {
  const panel = new StatBuilder()
    .title(title)
    .unit(unit)
    .gridPos({ ...at })
    .datasource(SOURCE);
  return queries.reduce((built, query, index) => built.withTarget(target(query, index).instant()), panel);
}

function target({ expr, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .expr(expr)
    .legendFormat(legend)
    .refId(String.fromCharCode(65 + index));
}
