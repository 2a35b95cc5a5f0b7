import type { CustomAlert } from '../model/custom-alert';
import type { Model } from '../model/model';
import type { AlertCase, AlertContext, AlertDefinition, Place, PrometheusRule, RuleGroup } from './alert';
import { alertContext } from './context';
import { DEFINITIONS } from './definitions';
import { sloRecordings } from './rules/slo';

/** Every rule of an environment, in groups that are evaluated one by one; none where it is not watched. */
export function ruleGroups(model: Model, place: Place): readonly RuleGroup[] {
  if (model.environment.monitoring === undefined) return [];
  const context = alertContext(model, place);
  const prefix = `${model.application.name}-${model.environment.name}`;
  const groups = [
    { name: `${prefix}-recordings`, rules: sloRecordings(context) },
    ...Object.entries(DEFINITIONS).map(([name, definitions]) => ({
      name: `${prefix}-${name}`,
      rules: definitions.flatMap((definition) => alertsOf(definition, context)),
    })),
    { name: `${prefix}-application`, rules: model.alerts.map((alert) => customRule(alert, model)) },
  ];
  return groups.filter(({ rules }) => rules.length > 0);
}

function alertsOf(definition: AlertDefinition, context: AlertContext): readonly PrometheusRule[] {
  return definition.cases(context).map((each) => ({
    alert: definition.name,
    expr: each.expr,
    for: definition.for,
    labels: labelsOf(context.model, definition.severity, each),
    annotations: {
      summary: withName(definition.summary, each),
      description: definition.impact,
      runbook_url: runbookUrl(context.model, definition.name),
    },
  }));
}

/** Of the labels of a rule itself its own templates know nothing. */
function withName(summary: string, { component }: AlertCase): string {
  return component === undefined ? summary : summary.replace('{{ $labels.component }}', component);
}

function customRule(alert: CustomAlert, model: Model): PrometheusRule {
  const { name, expr, forSeconds, severity, summary, runbook, component } = alert;
  const description = descriptionOf(alert);
  return {
    alert: name,
    expr,
    for: `${forSeconds}s`,
    labels: labelsOf(model, severity, component === undefined ? {} : { component }),
    annotations: {
      summary,
      ...(description === '' ? {} : { description }),
      ...(runbook === undefined ? {} : { runbook_url: runbook }),
    },
  };
}

/** Notifications carry the description: who is told reads there what to do, for these alerts have no runbook of ours. */
function descriptionOf({ impact, steps }: CustomAlert): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`);
  return [...(impact === undefined ? [] : [impact]), ...numbered].join('\n');
}

/**
 * Routes of an AlertmanagerConfig take only alerts with the namespace of that object, and most queries drop the label.
 * In Compose the series have it too, so that the rules are the same.
 */
function labelsOf(
  { application, environment }: Model,
  severity: string,
  { component }: Pick<AlertCase, 'component'>,
): Record<string, string> {
  return {
    severity,
    application: application.name,
    environment: environment.name,
    namespace: environment.namespace,
    ...(component === undefined ? {} : { component }),
  };
}

function runbookUrl({ environment }: Model, name: string): string {
  const base = environment.monitoring?.runbooks ?? '';
  return `${base.replace(/\/$/, '')}/${name}.md`;
}
