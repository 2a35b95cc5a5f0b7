import { compareText } from '../load/diagnostics';
import type { Variable } from '../model';
import type { ComponentDeclaration } from '../schema/component';
import type { ComponentSettings } from '../schema/component-settings';
import type { EnvironmentValue } from '../schema/environment-value';
import { type ResolveContext, resolveValue } from './context';
import type { Scope } from './scope';

/** Run-time variables of a component: those of app.yaml, with those of the environment added or in their place. */
export function resolveVariables(
  context: ResolveContext,
  component: {
    readonly name: string;
    readonly declaration: ComponentDeclaration;
    readonly settings: ComponentSettings;
  },
  scope: Scope,
): Variable[] {
  const { name, declaration, settings } = component;
  const names = new Set([...Object.keys(declaration.environment), ...Object.keys(settings.environment)]);
  return [...names].sort(compareText).flatMap((variable) => {
    const overridden = settings.environment[variable];
    const value = overridden ?? declaration.environment[variable];
    const document = overridden === undefined ? ('application' as const) : ('environment' as const);
    const place = { document, path: ['components', name, 'environment', variable] };
    return value === undefined ? [] : one(variable, context, { value, place, scope });
  });
}

/** Build arguments of a component; they belong to the image, so only app.yaml has them. */
export function resolveBuildArguments(
  context: ResolveContext,
  component: { readonly name: string; readonly declaration: ComponentDeclaration },
  scope: Scope,
): Variable[] {
  const declared = component.declaration.buildArguments;
  return Object.keys(declared)
    .sort(compareText)
    .flatMap((variable) => {
      const value = declared[variable];
      const place = {
        document: 'application' as const,
        path: ['components', component.name, 'buildArguments', variable],
      };
      return value === undefined ? [] : one(variable, context, { value, place, scope });
    });
}

function one(
  name: string,
  context: ResolveContext,
  input: { readonly value: EnvironmentValue } & Parameters<typeof resolveValue>[2],
): Variable[] {
  const value = resolveValue(context, input.value, input);
  return value === undefined ? [] : [{ name, value }];
}
