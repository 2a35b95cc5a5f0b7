import type { Need } from '../model';
import { type ResolveContext, reportUnknown } from './context';

/** What a component needs, each name looked up among components, backing services and externals. */
export function resolveNeeds(context: ResolveContext, component: string, names: readonly string[]): Need[] {
  const { application } = context;
  return names.flatMap((name, index): Need[] => {
    if (names.indexOf(name) !== index) return [];
    if (application.components[name]) return [{ name, kind: 'component' }];
    if (application.backingServices[name]) return [{ name, kind: 'backingService' }];
    if (application.externals[name]) return [{ name, kind: 'external' }];
    const known = [
      ...Object.keys(application.components),
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
