import type { Model } from '../model/model';
import type { Severity } from '../model/schema/monitoring';

/** Where alerts are evaluated: with the metrics of a cluster, or with those of a Compose project alone. */
export type Place = 'cluster' | 'compose';

/** What an alert is made for. */
export interface AlertContext {
  readonly model: Model;
  readonly place: Place;
  /** Label matchers of everything in the namespace of the environment, without braces. */
  readonly all: string;
  /** Label matchers of the metrics that a component or exporter itself gives. */
  readonly of: (name: string) => string;
}

/** One expression of an alert: of the whole environment, or of one workload. */
export interface AlertCase {
  readonly expr: string;
  /** Name of the workload, where the alert is about one that is known now. */
  readonly component?: string;
}

/** One alert with what people need to know about it. */
export interface AlertDefinition {
  /** CamelCase, as in all public mixins; also the name of its runbook. */
  readonly name: string;
  readonly severity: Severity;
  /** How long it has to be true, in the form of Prometheus. */
  readonly for: string;
  /** One line; may use `{{ $labels.x }}` and `{{ $value }}`. */
  readonly summary: string;
  /** What it means for users when it fires. */
  readonly impact: string;
  /** What to do, in order. */
  readonly steps: readonly string[];
  /** Program that gives the metrics. */
  readonly source: string;
  /** Empty: nothing here that it could be about. */
  readonly cases: (context: AlertContext) => readonly AlertCase[];
}

/** A query that is kept under a name of its own, because several alerts and dashboards read it. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** One rule of Prometheus, alerting or recording. */
export type PrometheusRule =
  | Recording
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    };

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly PrometheusRule[];
}
