import { PROBER } from '../derive/external-probes';
import { notificationSecrets } from '../derive/notification-secrets';
import type { Place } from '../load/diagnostics';
import type { Component, EnvironmentModel, Model } from '../model';
import { resolveAlerts } from './alerts';
import { resolveBackingServices } from './backing-services';
import { baseScope, componentScope, namespaceOf } from './build-scope';
import { resolveComponents } from './components';
import { type ResolveContext, reportUnknown } from './context';
import { exportersOf, withExporters } from './exporters';
import { hasProber, withProber } from './external-probes';
import { resolveExternals } from './externals';
import { resolveGitops } from './gitops';
import { resolveInfrastructure } from './infrastructure';
import { withBackupStorage, withNightlyBackups } from './nightly-backups';
import { withPlacesOfServices } from './places-of-services';
import { withRedisReplicas } from './redis-replicas';
import { resolveSecrets } from './secrets';

/** Merges the application and one environment into a model; reports every dangling name to `context.diagnostics`. */
export function resolveModel(written: ResolveContext): Model {
  checkNames(written);
  checkNotifications(written);
  const context = withProber(withExporters(written));
  const watchers = new Set([...exportersOf(written).keys(), ...(hasProber(written) ? [PROBER] : [])]);
  const base = baseScope(context);
  const services = resolveBackingServices(context, base);
  const externals = resolveExternals(context);
  const scope = componentScope(context, base, { services, externals });
  const declared = resolveComponents(context, scope, watchers);
  const components = withRedisReplicas(services, withNightlyBackups(context, services, declared));
  const { application } = context;
  const gitops = resolveGitops(context);
  return {
    application: {
      name: application.name,
      version: application.version,
      ...(application.description === undefined ? {} : { description: application.description }),
    },
    environment: environmentModel(context, components),
    components,
    backingServices: services,
    externals: withBackupStorage(context, services, externals),
    secrets: resolveSecrets(context, services, components),
    alerts: resolveAlerts(context, base),
    ...(gitops === undefined ? {} : { gitops }),
  };
}

function environmentModel(context: ResolveContext, components: readonly Component[]): EnvironmentModel {
  const { environment } = context;
  return {
    name: context.environmentName,
    namespace: namespaceOf(context),
    provider: environment.provider,
    kubernetesVersion: environment.kubernetesVersion,
    domain: environment.domain.text,
    edge: environment.edge,
    images: {
      pinned: environment.images.pinned,
      pullPolicy: environment.images.pullPolicy,
      pullSecrets: environment.images.pullSecrets,
    },
    ...(environment.quota === undefined ? {} : { quota: environment.quota }),
    ...(environment.limitRange === undefined ? {} : { limitRange: environment.limitRange }),
    secretsProvider: environment.secrets,
    networkPolicy: environment.networkPolicy,
    compose: environment.compose,
    deploy: environment.deploy,
    placement: withPlacesOfServices(environment.placement, components),
    ...(environment.backups === undefined ? {} : { backups: environment.backups }),
    ...(environment.logs === undefined ? {} : { logs: environment.logs }),
    ...(environment.monitoring === undefined ? {} : { monitoring: environment.monitoring }),
    infrastructure: resolveInfrastructure(context),
  };
}

/** Secrets that notifications use must be declared in app.yaml. */
function checkNotifications(context: ResolveContext): void {
  const { secrets } = context.application;
  for (const { secret, key, path } of notificationSecrets(context.environment.monitoring)) {
    const at = (field: string): Place => ({
      document: 'environment',
      path: ['monitoring', 'notifications', ...path, field],
    });
    const declared = secrets[secret];
    if (declared === undefined)
      reportUnknown(context, at('secret'), { what: 'secret', name: secret, known: Object.keys(secrets) });
    else if (declared.keys[key] === undefined)
      reportUnknown(context, at('key'), {
        what: `key of the secret ${secret}`,
        name: key,
        known: Object.keys(declared.keys),
      });
  }
}

/** Names that an environment uses must be declared in app.yaml. */
function checkNames(context: ResolveContext): void {
  const { application, environment } = context;
  const sections = [
    ['components', 'component'],
    ['backingServices', 'backing service'],
    ['externals', 'external'],
    ['config', 'config value'],
  ] as const;
  for (const [section, what] of sections) {
    const known = Object.keys(application[section]);
    for (const name of Object.keys(environment[section])) {
      const place: Place = { document: 'environment', path: [section, name], of: 'key' };
      if (!Object.hasOwn(application[section], name)) reportUnknown(context, place, { what, name, known });
    }
  }
}
