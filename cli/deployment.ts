import { resolve } from 'node:path';
import { ArgocdDriver } from '../deploy/argocd/driver';
import { ComposeDriver } from '../deploy/compose/driver';
import type { Driver } from '../deploy/driver';
import { HelmDriver } from '../deploy/helm/driver';
import { chooseContext } from '../deploy/kubernetes/binding';
import { KubernetesDriver } from '../deploy/kubernetes/driver';
import { Kubectl } from '../deploy/kubernetes/kubectl';
import { METHODS, type Method } from '../deploy/method';
import { TerraformDriver } from '../deploy/terraform/driver';
import { usualRoot } from '../deploy/terraform/workspace';
import type { Artifact } from '../emit/artifact';
import { buildEnvironment } from '../emit/built';
import { emitCompose } from '../emit/compose/compose';
import { emitKubernetes } from '../emit/kubernetes/kubernetes';
import { synthesize, synthesizeChart } from '../emit/synth';
import { emitTerraform } from '../emit/terraform/terraform';
import { assertNever, UserError } from '../lib/errors';
import { nearest } from '../lib/nearest';
import { earlyJobs } from '../model/derive/early-jobs';
import { carries, methodsOf, placedModel } from '../model/derive/placement';
import { loadOrThrow } from '../model/load/load';
import type { Model } from '../model/model';
import { type Invocation, isSet, type OptionSpec, textOption } from './command';
import { loadOptions, PROJECT_OPTIONS, projectOf } from './options';

/** Options that say where the methods find an environment. */
export const PLACE_OPTIONS = {
  context: {
    type: 'string',
    value: 'NAME',
    help: 'context of the kubeconfig (default: deploy.context of the environment)',
  },
  repository: {
    type: 'string',
    value: 'URL',
    help: 'for argocd: where to push (default: gitops.repository)',
  },
  root: {
    type: 'string',
    value: 'DIR',
    help: 'for terraform: root module (default: infra/terraform/<provider> in the project folder)',
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of every command that looks at what is deployed. */
export const TARGET_OPTIONS = {
  ...PROJECT_OPTIONS,
  method: {
    type: 'string',
    short: 'm',
    value: 'METHOD',
    choices: METHODS,
    help: 'way of deploying (default: deploy.method of the environment, and those that `placement` names)',
  },
  ...PLACE_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

export const ENVIRONMENT = { name: 'environment', help: 'name of the environment', required: true } as const;

/** An environment and a method, with what synth gives for both. */
export interface Selection {
  readonly method: Method;
  /** The part of the environment that the method deploys. */
  readonly model: Model;
  readonly projectFolder: string;
  /** What synth makes of the project for this method. */
  readonly artifacts: readonly Artifact[];
  readonly now: () => Date;
}

/** What a command works on: one environment, by one method. */
export interface Deployment extends Selection {
  readonly driver: Driver;
}

/**
 * Loads the project, and gives a selection for every method that deploys a part of the environment, or for the one that
 * the command names. Throws a `UserError` when the project or the environment cannot be read, or the method has no part.
 */
export function selectEnvironment(invocation: Invocation): readonly Selection[] {
  const [name = ''] = invocation.positionals;
  const files = projectOf(invocation);
  // All environments, since the chart is one for all, and a mistake in another one would end synth as well.
  const { environments } = loadOrThrow(files, loadOptions(invocation));
  const models = environments.map((each) => each.model);
  const whole = environmentOf(models, name);
  return wantedMethods(whole, textOption(invocation, 'method') as Method | undefined).map((method) => {
    const model = placedModel(whole, method);
    const artifacts = artifactsOf(method, model, models);
    return { method, model, artifacts, projectFolder: resolve(files.directory), now: () => new Date() };
  });
}

/** The same, each with the driver of the environment, which has touched nothing yet. */
export function openDeployments(invocation: Invocation): readonly Deployment[] {
  return selectEnvironment(invocation).map((selection) => ({
    ...selection,
    driver: driverOf(selection, invocation),
  }));
}

/** The one deployment of an environment; throws a `UserError` where several methods have a part of it and none is named. */
export function openDeployment(invocation: Invocation): Deployment {
  const [first, ...others] = openDeployments(invocation);
  if (first !== undefined && others.length === 0) return first;
  const methods = [first, ...others].map((each) => each?.method).join(' and ');
  throw new UserError(`${invocation.positionals[0]} is deployed by ${methods}: say which with --method`);
}

function wantedMethods(model: Model, given: Method | undefined): readonly Method[] {
  const methods = methodsOf(model);
  if (given === undefined) return methods;
  if (carries(model, given)) return [given];
  throw new UserError(
    `nothing of ${model.environment.name} is placed on ${given}; it is deployed by ${methods.join(' and ')}`,
  );
}

/** The files of one method, as they would lie in the output folder. */
function artifactsOf(method: Method, model: Model, models: readonly Model[]): readonly Artifact[] {
  switch (method) {
    case 'kubernetes':
      return [emitKubernetes(buildEnvironment(model))];
    case 'helm':
      return synthesizeChart(models);
    case 'compose':
      return emitCompose(model);
    case 'terraform':
      return emitTerraform(model);
    case 'argocd':
      return synthesize(models);
    default:
      return assertNever(method);
  }
}

function environmentOf(models: readonly Model[], name: string): Model {
  const found = models.find(({ environment }) => environment.name === name);
  if (found !== undefined) return found;
  const names = models.map(({ environment }) => environment.name);
  const near = nearest(name, names);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new UserError(`unknown environment "${name}"; there are ${names.join(', ')}.${hint}`);
}

/** The driver of a selection; throws a `UserError` where the environment names no cluster. */
export function driverOf(selection: Selection, invocation: Invocation): Driver {
  const { method, model, artifacts, projectFolder, now } = selection;
  switch (method) {
    case 'kubernetes':
      return new KubernetesDriver(clusterOptions(selection, invocation));
    case 'helm':
      return new HelmDriver(clusterOptions(selection, invocation));
    case 'compose':
      return new ComposeDriver({ model, now, artifacts, projectFolder, env: invocation.io.env });
    case 'terraform': {
      const given = textOption(invocation, 'root');
      const { env, workingDirectory } = invocation.io;
      const root =
        given === undefined ? usualRoot(projectFolder, model.environment.provider) : resolve(workingDirectory, given);
      return new TerraformDriver({ model, artifacts, projectFolder, root, env });
    }
    case 'argocd':
      return argocdDriver(selection, invocation);
    default:
      return assertNever(method);
  }
}

function argocdDriver({ model, artifacts, projectFolder, now }: Selection, invocation: Invocation): Driver {
  const { gitops } = model;
  if (gitops === undefined)
    throw new UserError('app.yaml has no gitops section: nothing says which repository Argo CD follows');
  const { name, namespace, deploy } = model.environment;
  const binding = { environment: name, context: deploy.context, clusterUid: deploy.clusterUid };
  const { context, issue } = chooseContext(binding, textOption(invocation, 'context'));
  if (issue?.code === 'wrong-context') throw new UserError('nothing was done', { issues: [issue] });
  const { env } = invocation.io;
  const cluster = context === undefined ? undefined : { kubectl: new Kubectl({ env, context, namespace }), binding };
  const repository = textOption(invocation, 'repository');
  return new ArgocdDriver({ model: { ...model, gitops }, artifacts, projectFolder, repository, env, now, cluster });
}

/** What the drivers of a cluster have in common; throws a `UserError` where the environment names no cluster. */
export function clusterOptions({ model, artifacts, now }: Selection, invocation: Invocation) {
  return {
    ...boundCluster(model, invocation, invocation.io.env),
    model,
    artifacts,
    now,
    takeOver: isSet(invocation, 'take-over'),
    earlyJobs: new Set(earlyJobs(model).map((component) => component.name)),
  };
}

/** The cluster of an environment, not yet asked what it is; throws a `UserError` where the environment names none. */
export function boundCluster({ environment }: Model, invocation: Invocation, env: Invocation['io']['env']) {
  const { name, namespace, deploy } = environment;
  const binding = { environment: name, context: deploy.context, clusterUid: deploy.clusterUid };
  const { context, issue } = chooseContext(binding, textOption(invocation, 'context'));
  if (context === undefined) throw new UserError('nothing was done', { issues: issue === undefined ? [] : [issue] });
  return { binding, kubectl: new Kubectl({ env, context, namespace }) };
}
