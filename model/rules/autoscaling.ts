import { isStateful } from '../derive/capacity';
import type { Component } from '../model';
import type { Rule, RuleFinding } from './rule';

export const autoscaling: Rule = {
  id: 'autoscaling',
  title: 'An autoscaler has a range, a target and something to scale',
  why: 'The API server refuses a minimum above the maximum; without a target the autoscaler does nothing; pods with a volume of their own, jobs and cron components do not scale that way.',
  fix: 'Give minReplicas <= maxReplicas, at least 1, and a target for cpu or memory; leave autoscaling off elsewhere.',
  check: ({ model }) => model.components.flatMap(checkComponent),
};

function checkComponent(component: Component): RuleFinding[] {
  const { name, autoscaling: scaling } = component;
  if (!scaling) return [];
  const place = (...path: readonly string[]): RuleFinding['place'] => ({
    document: 'environment',
    path: ['components', name, 'autoscaling', ...path],
    ...(path.length === 0 ? { of: 'key' as const } : {}),
  });
  const { minReplicas, maxReplicas } = scaling;
  const findings: RuleFinding[] = [];
  if (minReplicas > maxReplicas)
    findings.push({
      place: place('minReplicas'),
      message: `${name}: minReplicas ${minReplicas} is above maxReplicas ${maxReplicas}`,
      value: String(minReplicas),
      allowed: `1 to ${maxReplicas}`,
    });
  if (minReplicas < 1)
    findings.push({
      place: place('minReplicas'),
      message: `${name}: an autoscaler cannot go below 1`,
      value: '0',
      allowed: '1 or more',
    });
  if (scaling.cpu === undefined && scaling.memory === undefined)
    findings.push({
      place: place(),
      message: `${name}: the autoscaler has no target`,
      allowed: 'cpu or memory, in percent of the request',
    });
  if (component.run)
    findings.push({ place: place(), message: `${name}: a ${component.kind} component has no autoscaler` });
  else if (isStateful(component))
    findings.push({
      place: place(),
      message: `${name}: it has a ReadWriteOnce volume, so more pods would not share its data`,
    });
  return findings;
}
