import { nodeAt } from '../load/tree';
import type { Component } from '../model';
import type { Rule, RuleContext, RuleFinding } from './rule';

export const kindSettings: Rule = {
  id: 'kind-settings',
  title: 'What an environment sets of a component is something that its kind has',
  why: 'A schedule of a worker, or the number of pods of a job, is read by nothing: whoever wrote it believes that it holds.',
  fix: 'Remove the setting, or give the component the kind that has it.',
  check: (context) => context.model.components.flatMap((component) => checkComponent(component, context)),
};

function checkComponent(component: Component, { trees }: RuleContext): RuleFinding[] {
  return Object.entries(settingsWithoutUse(component)).flatMap(([setting, allowed]): RuleFinding[] => {
    const path = ['components', component.name, setting];
    if (nodeAt(trees.environment, path) === undefined) return [];
    return [
      {
        place: { document: 'environment', path, of: 'key' },
        message: `${component.name}: ${setting} does nothing for a ${component.kind}`,
        value: setting,
        allowed,
      },
    ];
  });
}

/** Settings that no output reads for such a component, and who has them. */
function settingsWithoutUse({ kind, run }: Component): Readonly<Record<string, string>> {
  const pods = 'web and worker components only';
  return {
    ...(kind === 'cron' ? {} : { schedule: 'cron components only' }),
    ...(run ? { replicas: pods, rollout: pods } : {}),
  };
}
