import type { BackingService, Component, EnvironmentModel, Model } from '../model';
import { type DeployMethod, deployMethod } from '../schema/deploy';
import { containerOf, objectStoreSecrets } from './hosting';
import { notificationSecrets } from './notification-secrets';
import { withContainers } from './with-containers';

/** Methods that deploy into the namespace of the environment: they share its objects, so an environment has one of them. */
export const CLUSTER_METHODS: ReadonlySet<DeployMethod> = new Set(['kubernetes', 'helm', 'argocd']);

/** The method that deploys a component or builtin backing service. */
export function methodOf({ placement, deploy }: EnvironmentModel, name: string): DeployMethod {
  return Object.hasOwn(placement, name) ? (placement[name] ?? deploy.method) : deploy.method;
}

/** Every method that deploys something of the environment, in the order in which they are named everywhere. */
export function methodsOf(model: Model): readonly DeployMethod[] {
  if (!isPlaced(model.environment)) return [model.environment.deploy.method];
  const used = new Set(deployedNames(model).map((name) => methodOf(model.environment, name)));
  return deployMethod.options.filter((method) => used.has(method));
}

/** Whether a method has anything to do with the environment. */
export function carries(model: Model, method: DeployMethod): boolean {
  if (hasEverything(model, method)) return true;
  return deployedNames(model).some((name) => areOne(methodOf(model.environment, name), method));
}

/** The part of an environment that a method deploys; the whole of it where nothing is placed. */
export function placedModel(model: Model, method: DeployMethod): Model {
  return CLUSTER_METHODS.has(method) ? partOf(model, method) : withContainers(partOf(model, method));
}

function partOf(model: Model, method: DeployMethod): Model {
  if (hasEverything(model, method)) return model;
  const isHere = (name: string) => areOne(methodOf(model.environment, name), method);
  const components = model.components.filter(({ name }) => isHere(name));
  const needed = new Set(components.flatMap(({ needs }) => needs.map(({ name }) => name)));
  const backingServices = model.backingServices.filter((service) =>
    isOurs(service) ? isHere(service.name) : needed.has(service.name),
  );
  const kept = new Set([
    ...secretsOf(components, backingServices),
    ...notificationSecrets(model.environment.monitoring).map(({ secret }) => secret),
  ]);
  return {
    ...model,
    components,
    backingServices,
    externals: model.externals.filter(({ name }) => needed.has(name)),
    secrets: model.secrets.filter(({ name }) => kept.has(name)),
  };
}

/** Names of what manifold itself deploys: enabled components and builtin backing services. */
export function deployedNames({ components, backingServices }: Model): readonly string[] {
  return [...components, ...backingServices.filter(isOurs)].map(({ name }) => name);
}

/** Whether two methods deploy to the same place. */
export function areOne(first: DeployMethod, second: DeployMethod): boolean {
  return first === second || (CLUSTER_METHODS.has(first) && CLUSTER_METHODS.has(second));
}

function isPlaced({ placement }: EnvironmentModel): boolean {
  return Object.keys(placement).length > 0;
}

/** In a cloud, Terraform makes what is below the others, and runs no component. */
function hasEverything({ environment }: Model, method: DeployMethod): boolean {
  return !isPlaced(environment) || (method === 'terraform' && environment.provider !== 'local');
}

function isOurs(service: BackingService): boolean {
  return containerOf(service) !== undefined;
}

function secretsOf(components: readonly Component[], services: readonly BackingService[]): ReadonlySet<string> {
  const read = components.flatMap(({ variables }) =>
    variables.flatMap(({ value }) => (value.kind === 'secret' ? [value.secret] : [])),
  );
  return new Set([
    ...read,
    ...services.flatMap(({ hosting, password }) => [password.secret, ...objectStoreSecrets(hosting)]),
  ]);
}
