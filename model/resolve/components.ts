import { compareText } from '../load/diagnostics';
import type { Component, Port, Route, Run, Volume } from '../model';
import type { ComponentDeclaration } from '../schema/component';
import { type ComponentSettings, componentSettings } from '../schema/component-settings';
import { withTag } from '../schema/scalars/image';
import { type ResolveContext, reportUnknown } from './context';
import { resolveHealth, resolvePort } from './health';
import { resolveNeeds } from './needs';
import { Scope } from './scope';
import { routeHost } from './urls';
import { resolveBuildArguments, resolveVariables } from './variables';
import { resolveWords, type Words } from './words';

/** Every component that the environment has not switched off. */
export function resolveComponents(context: ResolveContext, scope: Scope, watchers: ReadonlySet<string>): Component[] {
  return Object.entries(context.application.components)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, declaration]) => {
      const settings = context.environment.components[name] ?? componentSettings.parse({});
      return settings.enabled ? [resolveComponent({ context, scope, name, settings, watchers }, declaration)] : [];
    });
}

interface ComponentInput {
  readonly context: ResolveContext;
  readonly scope: Scope;
  readonly name: string;
  readonly settings: ComponentSettings;
  /** Names of the components that are there to watch others. */
  readonly watchers: ReadonlySet<string>;
}

function resolveComponent(input: ComponentInput, declaration: ComponentDeclaration): Component {
  const { context, name, settings } = input;
  const ports: Port[] = 'ports' in declaration ? Object.entries(declaration.ports).map(toPort) : [];
  const image = resolveImage(input, declaration);
  const scope = imageScope(input.scope, image);
  const health = 'health' in declaration ? declaration.health : undefined;
  return {
    name,
    kind: declaration.kind,
    image,
    ...resolveCommandLine({ ...input, scope }, declaration),
    user: declaration.user,
    ports,
    variables: resolveVariables(context, { name, declaration, settings }, scope),
    buildArguments: resolveBuildArguments(context, { name, declaration }, scope),
    ...(health === undefined ? {} : { health: resolveHealth(context, { name, ports, scope }, health) }),
    needs: resolveNeeds(context, name, declaration.needs),
    volumes: resolveVolumes(input, declaration),
    writablePaths: declaration.writablePaths,
    shutdownGraceSeconds: declaration.shutdownGrace.seconds,
    ...resolveRoute(input, declaration, ports),
    replicas: settings.replicas,
    ...(settings.autoscaling === undefined ? {} : { autoscaling: settings.autoscaling }),
    resources: settings.resources,
    rollout: settings.rollout,
    ...(settings.disruption === undefined ? {} : { disruption: settings.disruption }),
    ...resolveRun(declaration, settings),
    ...('slo' in declaration && declaration.slo !== undefined ? { slo: declaration.slo } : {}),
    ...(input.watchers.has(name) ? { purpose: 'monitoring' as const } : {}),
  };
}

function resolveCommandLine({ context, scope, name }: ComponentInput, declaration: ComponentDeclaration) {
  const resolve = (field: 'command' | 'args'): Words | undefined =>
    declaration[field] && resolveWords(context, declaration[field], { path: ['components', name, field], scope });
  const [command, args] = [resolve('command'), resolve('args')];
  return {
    ...(command === undefined ? {} : { command: command.words }),
    ...(args === undefined ? {} : { args: args.words }),
    ...(command?.marks === undefined ? {} : { commandMarks: command.marks }),
    ...(args?.marks === undefined ? {} : { argsMarks: args.marks }),
  };
}

function imageScope(parent: Scope, image: Component['image']): Scope {
  const scope = new Scope(parent);
  return image.tag === undefined ? scope.literal('image.tag', image.digest ?? 'latest') : scope.imageTag(image.tag);
}

function toPort([name, number]: [string, number]): Port {
  return { name, number };
}

function resolveImage(input: ComponentInput, declaration: ComponentDeclaration): Component['image'] {
  const image = input.settings.image ?? declaration.image;
  const { tag } = input.context.environment.images;
  return image.tag === undefined && image.digest === undefined && tag !== undefined ? withTag(image, tag) : image;
}

function resolveVolumes({ context, name, settings }: ComponentInput, declaration: ComponentDeclaration): Volume[] {
  const known = Object.keys(declaration.volumes);
  for (const volume of Object.keys(settings.volumes).filter((each) => !known.includes(each))) {
    const path = ['components', name, 'volumes', volume];
    reportUnknown(context, { document: 'environment', path, of: 'key' }, { what: 'volume', name: volume, known });
  }
  return Object.entries(declaration.volumes)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, { path, size, accessMode }]) => {
      const { size: ownSize = size, storageClass } = settings.volumes[key] ?? {};
      return {
        name: key,
        path,
        sizeBytes: ownSize.bytes,
        accessMode,
        ...(storageClass === undefined ? {} : { storageClass }),
      };
    });
}

function resolveRoute(
  input: ComponentInput,
  declaration: ComponentDeclaration,
  ports: readonly Port[],
): { route?: Route } {
  if (declaration.kind !== 'web' || !declaration.route) return {};
  const path = ['components', input.name, 'route', 'port'];
  return {
    route: {
      host: routeHost(input.context.environment, declaration.route),
      path: declaration.route.path,
      port: resolvePort(input.context, { ports, wanted: declaration.route.port, path }),
    },
  };
}

function resolveRun(declaration: ComponentDeclaration, settings: ComponentSettings): { run?: Run } {
  if (declaration.kind !== 'cron' && declaration.kind !== 'job') return {};
  const common = { backoffLimit: declaration.backoffLimit, deadlineSeconds: declaration.deadline.seconds };
  if (declaration.kind === 'job') return { run: { ...common, concurrency: 'Forbid' } };
  const schedule = (settings.schedule ?? declaration.schedule).text;
  return { run: { ...common, schedule, concurrency: declaration.concurrency } };
}
