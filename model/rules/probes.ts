import { isDeepStrictEqual } from 'node:util';
import type { Component, Probe } from '../model';
import type { Rule, RuleFinding } from './rule';

export const probes: Rule = {
  id: 'probes',
  title: 'Liveness asks less than readiness, and no probe outlasts its period',
  why: 'A liveness probe that asks dependencies restarts every pod when one of them fails; probes that last longer than their period pile up.',
  fix: 'Leave liveness out (a TCP connection is the default) or give it a path of its own; keep timeout at or below period.',
  check: ({ model }) => model.components.flatMap(checkComponent),
};

function checkComponent({ name, health }: Component): RuleFinding[] {
  if (!health) return [];
  const place = (field: string): RuleFinding['place'] => ({
    document: 'application',
    path: ['components', name, 'health', field],
    of: 'key',
  });
  const slow = (['startup', 'readiness', 'liveness'] as const)
    .filter((field) => outlasts(health[field]))
    .map((field) => ({
      place: place(field),
      message: `${name}: the ${field} probe may take ${health[field].timeoutSeconds}s and is made every ${health[field].periodSeconds}s`,
      allowed: 'a timeout of at most the period',
    }));
  // A TCP connection asks no dependency, so that both may make it.
  const asksMore = health.liveness.action.kind !== 'tcp';
  if (!asksMore || !isDeepStrictEqual(health.liveness.action, health.readiness.action)) return slow;
  const same: RuleFinding = {
    place: place('liveness'),
    message: `${name}: liveness and readiness ask the same`,
    allowed: 'a liveness probe that no dependency can fail',
  };
  return [...slow, health.liveness.action.kind === 'http' ? same : { ...same, severity: 'warning' }];
}

function outlasts(probe: Probe): boolean {
  return probe.timeoutSeconds > probe.periodSeconds;
}
