import { isDeepStrictEqual } from 'node:util';
import type { Component } from '../model';
import type { Rule, RuleFinding } from './rule';

export const probes: Rule = {
  id: 'probes',
  title: 'Liveness asks less than readiness, and no probe outlasts its period',
  why: 'A liveness probe that asks dependencies restarts every pod when one of them fails; probes that last longer than their period pile up.',
  fix: 'Leave liveness out (a TCP connection is the default, where there is a port) or give it a path of its own; keep timeout at or below period.',
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
    .flatMap((field) => {
      const probe = health[field];
      return probe === undefined || probe.timeoutSeconds <= probe.periodSeconds ? [] : [{ field, probe }];
    })
    .map(({ field, probe }) => ({
      place: place(field),
      message: `${name}: the ${field} probe may take ${probe.timeoutSeconds}s and is made every ${probe.periodSeconds}s`,
      allowed: 'a timeout of at most the period',
    }));
  // A TCP connection asks no dependency, so that both may make it.
  const asked = health.liveness?.action;
  if (asked === undefined || asked.kind === 'tcp' || !isDeepStrictEqual(asked, health.readiness.action)) return slow;
  const same: RuleFinding = {
    place: place('liveness'),
    message: `${name}: liveness and readiness ask the same`,
    allowed: 'a liveness probe that no dependency can fail',
  };
  return [...slow, asked.kind === 'http' ? same : { ...same, severity: 'warning' }];
}
