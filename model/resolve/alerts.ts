import type { CustomAlert } from '../custom-alert';
import { compareText } from '../load/diagnostics';
import { type ResolveContext, reportUnknown, resolveText } from './context';
import type { Scope } from './scope';

/** Alerts of app.yaml, with what differs between environments filled in. */
export function resolveAlerts(context: ResolveContext, scope: Scope): CustomAlert[] {
  return Object.entries(context.application.alerts)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, declaration]) => {
      const path = ['alerts', name];
      const expr = resolveText(context, declaration.expr, {
        place: { document: 'application', path: [...path, 'expr'] },
        scope,
      });
      const { component } = declaration;
      if (component !== undefined && !Object.hasOwn(context.application.components, component)) {
        const known = Object.keys(context.application.components);
        const place = { document: 'application' as const, path: [...path, 'component'] };
        reportUnknown(context, place, { what: 'component', name: component, known });
      }
      if (expr?.kind !== 'literal') return [];
      const { severity, summary, impact, steps, runbook } = declaration;
      return [
        {
          name,
          expr: expr.text,
          forSeconds: declaration.for.seconds,
          severity,
          summary,
          ...(impact === undefined ? {} : { impact }),
          steps,
          ...(runbook === undefined ? {} : { runbook }),
          ...(component === undefined ? {} : { component }),
        },
      ];
    });
}
