import { maxPods } from '../derive/capacity';
import type { Component } from '../model';
import type { Rule, RuleFinding } from './rule';

export const disruption: Rule = {
  id: 'disruption',
  title: 'A disruption budget lets a node be drained',
  why: 'With every pod protected, an eviction is refused for ever: nodes cannot be drained and clusters not upgraded.',
  fix: 'Use maxUnavailable: 1, or a minAvailable below the least number of pods.',
  check: ({ model }) => model.components.flatMap(checkComponent),
};

function checkComponent(component: Component): RuleFinding[] {
  const { name, disruption: budget } = component;
  if (!budget) return [];
  if (component.run || maxPods(component) < 2) return [withoutBudget(component)];
  const place = (field: string): RuleFinding['place'] => ({
    document: 'environment',
    path: ['components', name, 'disruption', field],
  });
  const least = component.autoscaling?.minReplicas ?? component.replicas;
  const { minAvailable, maxUnavailable } = budget;
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    return [{ place: place('minAvailable'), message: `${name}: minAvailable and maxUnavailable exclude each other` }];
  if (maxUnavailable !== undefined && isNone(maxUnavailable))
    return [
      {
        place: place('maxUnavailable'),
        message: `${name}: maxUnavailable ${maxUnavailable} blocks every drain`,
        allowed: '1 or more',
      },
    ];
  if (minAvailable === undefined || keeps(minAvailable, least) < least) return [];
  return [
    {
      place: place('minAvailable'),
      message: `${name}: minAvailable ${minAvailable} of at least ${least} pods blocks every drain`,
      value: String(minAvailable),
      allowed: least > 1 ? `below ${least}, or maxUnavailable: 1` : 'maxUnavailable: 1, or two pods at least',
    },
  ];
}

/** A budget for one pod could only block every drain or protect nothing, so none is emitted. */
function withoutBudget(component: Component): RuleFinding {
  return {
    place: { document: 'environment', path: ['components', component.name, 'disruption'], of: 'key' },
    message: `${component.name}: there is no disruption budget for ${component.run ? `a ${component.kind}` : 'one pod'}`,
    allowed: 'nothing here, or two pods at least',
    severity: 'warning',
  };
}

function isNone(value: number | string): boolean {
  return value === 0 || value === '0%';
}

/** Pods that must stay; Kubernetes rounds a percentage up. */
function keeps(minAvailable: number | string, pods: number): number {
  return typeof minAvailable === 'number' ? minAvailable : Math.ceil((Number(minAvailable.slice(0, -1)) / 100) * pods);
}
