import type { Need } from '../model';
import type { ComponentDeclaration } from '../schema/component';
import { type ResolveContext, reportUnknown } from './context';

/** What a component needs, each name looked up among components, backing services and externals. */
export function resolveNeeds(context: ResolveContext, component: string, names: readonly string[]): Need[] {
  const { application } = context;
  return names.flatMap((name, index): Need[] => {
    if (names.indexOf(name) !== index) return [];
    const target = application.components[name];
    if (target) return [{ name, kind: target.kind === 'job' ? 'job' : 'component' }];
    if (application.backingServices[name]) return [{ name, kind: 'backingService' }];
    if (application.externals[name]) return [{ name, kind: 'external' }];
    const known = [
      ...Object.entries(application.components).flatMap(([key, each]) => (canBeNeeded(each) ? [key] : [])),
      ...Object.keys(application.backingServices),
      ...Object.keys(application.externals),
    ].filter((candidate) => candidate !== component);
    reportUnknown(
      context,
      { document: 'application', path: ['components', component, 'needs', index] },
      { what: 'need', name, known },
    );
    return [];
  });
}

/** Whether something answers, or ends. */
function canBeNeeded(declaration: ComponentDeclaration): boolean {
  return declaration.kind === 'job' || ('ports' in declaration && Object.keys(declaration.ports).length > 0);
}
