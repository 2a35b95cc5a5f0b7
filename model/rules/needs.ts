import type { Component, Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const needs: Rule = {
  id: 'needs',
  title: 'Needs have no cycle and can be met',
  why: 'Components that wait for each other never become ready together; and nothing answers for a component that is switched off or listens on no port.',
  fix: 'Break the cycle (often one side can do without at start), enable the component, or give it a port.',
  check: ({ model }) => [...cycles(model), ...unmet(model)],
};

function cycles(model: Model): RuleFinding[] {
  const byName = new Map(model.components.map((component) => [component.name, component]));
  const done = new Set<string>();
  const findings: RuleFinding[] = [];
  const visit = (component: Component, trail: readonly string[]): void => {
    const start = trail.indexOf(component.name);
    if (start >= 0) {
      const cycle = [...trail.slice(start), component.name];
      const index = byName.get(cycle[0] ?? '')?.needs.findIndex((need) => need.name === cycle[1]) ?? 0;
      findings.push({
        place: { document: 'application', path: ['components', cycle[0] ?? '', 'needs', index] },
        message: `a cycle of needs: ${cycle.join(' -> ')}`,
      });
      return;
    }
    if (done.has(component.name)) return;
    for (const need of component.needs) {
      const next = byName.get(need.name);
      if (next) visit(next, [...trail, component.name]);
    }
    done.add(component.name);
  };
  for (const component of model.components) visit(component, []);
  return findings;
}

function unmet(model: Model): RuleFinding[] {
  const byName = new Map(model.components.map((component) => [component.name, component]));
  return model.components.flatMap((component) =>
    component.needs.flatMap((need, index): RuleFinding[] => {
      // A job that is switched off has nothing to do, so that nothing waits for it.
      if (need.kind !== 'component') return [];
      const target = byName.get(need.name);
      const place = { document: 'application' as const, path: ['components', component.name, 'needs', index] };
      if (!target)
        return [{ place, message: `${component.name} needs ${need.name}, which is switched off in this environment` }];
      return target.ports.length > 0
        ? []
        : [{ place, message: `${component.name} needs ${need.name}, which listens on no port` }];
    }),
  );
}
