import type { Issue } from '../../lib/errors';
import { Diagnostics } from '../load/diagnostics';
import type { RuleContext } from './rule';
import { RULES } from './rules';

/** Runs every rule over a model; findings get the position of the field that they are about. */
export function checkRules(context: RuleContext): readonly Issue[] {
  const diagnostics = new Diagnostics(context.trees);
  for (const rule of RULES)
    for (const { place, ...details } of rule.check(context)) diagnostics.report(place, { code: rule.id, ...details });
  return diagnostics.issues;
}
