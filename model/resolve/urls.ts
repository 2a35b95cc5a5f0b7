import { hasTls } from '../derive/edge';
import type { ComponentDeclaration } from '../schema/component';
import type { Environment } from '../schema/environment';

/** Host of a route: its sub-domain under the domain of the environment, or the domain itself. */
export function routeHost(environment: Environment, route: { readonly host?: string | undefined }): string {
  return route.host === undefined ? environment.domain.text : `${route.host}.${environment.domain.text}`;
}

/** The URL that people outside use; undefined for a component without a route where there is an edge. */
export function publicUrl(environment: Environment, component: ComponentDeclaration): string | undefined {
  if (component.kind !== 'web') return undefined;
  const { edge } = environment;
  if (edge.kind === 'none') {
    const port = Object.values(component.ports)[0];
    return `http://${environment.domain.text}:${port}`;
  }
  if (!component.route) return undefined;
  const path = component.route.path === '/' ? '' : component.route.path;
  return `${hasTls(edge) ? 'https' : 'http'}://${routeHost(environment, component.route)}${path}`;
}
