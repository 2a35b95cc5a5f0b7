import type { Issue } from '../../lib/errors';
import { Diagnostics, type Place } from '../load/diagnostics';
import type { TreeNode } from '../load/tree';
import type { Model } from '../model';
import { RULES } from './rules';

/** Runs every rule over a model; findings get the position of the field that they are about. */
export function checkRules(input: {
  readonly model: Model;
  readonly trees: Readonly<Record<Place['document'], TreeNode>>;
}): readonly Issue[] {
  const diagnostics = new Diagnostics(input.trees);
  for (const rule of RULES)
    for (const { place, ...details } of rule.check(input.model)) diagnostics.report(place, { code: rule.id, ...details });
  return diagnostics.issues;
}
