import type { Place } from '../load/diagnostics';
import type { BackingService, External } from '../model';
import { type ResolveContext, resolveText } from './context';
import { Scope } from './scope';
import { publicUrl } from './urls';

/** References that need nothing resolved before: those to the environment, the application and its config. */
export function baseScope(context: ResolveContext): Scope {
  const { application, environment, environmentName } = context;
  const scope = new Scope()
    .literal('application.name', application.name)
    .literal('environment.name', environmentName)
    .literal('environment.namespace', namespaceOf(context))
    .literal('environment.domain', environment.domain.text);
  // Config values are resolved before there is any of them, or they could name each other in circles.
  const values = Object.keys(application.config).map((name) => [name, configValue(context, name, scope)] as const);
  for (const [name, text] of values) scope.literal(`config.${name}`, text);
  return scope;
}

/** Text of a config value; undefined where it has none. */
function configValue(context: ResolveContext, name: string, scope: Scope): string | undefined {
  const given = context.environment.config[name];
  const source = given ?? context.application.config[name]?.default;
  if (source === undefined) return undefined;
  const place: Place =
    given === undefined
      ? { document: 'application', path: ['config', name, 'default'] }
      : { document: 'environment', path: ['config', name] };
  const value = resolveText(context, source, { place, scope });
  return value?.kind === 'literal' ? value.text : source;
}

/** The Kubernetes namespace of the environment. */
export function namespaceOf(context: ResolveContext): string {
  return context.environment.namespace ?? `${context.application.name}-${context.environmentName}`;
}

/** Adds what components may refer to: backing services, externals and each other. */
export function componentScope(
  context: ResolveContext,
  base: Scope,
  resolved: { readonly services: readonly BackingService[]; readonly externals: readonly External[] },
): Scope {
  const scope = new Scope(base);
  for (const service of resolved.services) addService(scope, service);
  for (const external of resolved.externals) {
    if (external.urlSecret) scope.secret(`${external.name}.url`, external.urlSecret);
    else scope.literal(`${external.name}.url`, external.url);
    scope.literal(`${external.name}.endpoint`, external.endpoint);
  }
  for (const [name, component] of Object.entries(context.application.components)) {
    if (component.kind !== 'web' && component.kind !== 'worker') continue;
    const port = Object.values(component.ports)[0];
    if (port === undefined) continue;
    scope
      .workload(`components.${name}.host`, { workload: name })
      .literal(`components.${name}.port`, String(port))
      .workload(`components.${name}.url`, { before: 'http://', workload: name, after: `:${port}` });
    if (component.kind === 'web')
      scope.literal(`components.${name}.publicUrl`, publicUrl(context.environment, component));
  }
  return scope;
}

function addService(scope: Scope, service: BackingService): void {
  const isOurs = service.hosting.mode === 'builtin' || service.hosting.mode === 'cnpg';
  for (const field of ['host', 'readHost'] as const)
    if (isOurs) scope.workload(`${service.name}.${field}`, { workload: service[field] });
    else scope.literal(`${service.name}.${field}`, service[field]);
  scope
    .literal(`${service.name}.port`, String(service.port))
    .literal(`${service.name}.database`, String(service.database))
    .literal(`${service.name}.tls`, String(service.tls))
    .secret(`${service.name}.password`, service.password);
  if (service.engine === 'postgres') scope.literal(`${service.name}.user`, service.user);
}
