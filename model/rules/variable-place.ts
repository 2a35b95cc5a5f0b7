import { nodeAt } from '../load/tree';
import type { RuleContext, RuleFinding } from './rule';

/** Where a run-time variable of a component was written: in the environment, or else in app.yaml. */
export function variablePlace({ trees }: RuleContext, component: string, variable: string): RuleFinding['place'] {
  const path = ['components', component, 'environment', variable];
  return { document: nodeAt(trees.environment, path) ? 'environment' : 'application', path };
}
