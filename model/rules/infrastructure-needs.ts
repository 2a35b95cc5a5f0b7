import type { Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const infrastructureNeeds: Rule = {
  id: 'infrastructure-needs',
  title: 'A budget has somebody to tell, and each region is another one',
  why: 'A budget that tells nobody protects nobody; one region named twice would be made twice, in two states that know nothing of each other.',
  fix: 'Give `infrastructure.notificationAddress`, and name each region once.',
  check: ({ model }) => [...budget(model), ...regions(model)],
};

function budget({ environment }: Model): RuleFinding[] {
  const { monthlyBudget, notificationAddress } = environment.infrastructure;
  if (monthlyBudget === undefined || notificationAddress !== undefined) return [];
  const place = { document: 'environment' as const, path: ['infrastructure', 'monthlyBudget'] };
  return [{ place, message: 'there is no notificationAddress that could be told of the budget' }];
}

function regions({ environment }: Model): RuleFinding[] {
  const { additionalRegions, region } = environment.infrastructure;
  return additionalRegions.flatMap((each, index) => {
    const place = { document: 'environment' as const, path: ['infrastructure', 'additionalRegions', index] };
    if (environment.provider === 'local')
      return [{ place, message: 'a Docker engine has no regions', value: each, allowed: 'none' }];
    const isTaken = each === region || additionalRegions.indexOf(each) < index;
    return isTaken ? [{ place, message: `the region ${each} is there already`, value: each }] : [];
  });
}
