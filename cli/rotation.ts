import { join } from 'node:path';
import { Engine } from '../deploy/compose/engine';
import { ClusterPlace } from '../deploy/rotate/cluster-place';
import { ComposePlace } from '../deploy/rotate/compose-place';
import type { RotationPlace } from '../deploy/rotate/place';
import { refuseOtherProviders } from '../deploy/secrets/other-providers';
import { projectName } from '../emit/compose/compose';
import { withComposeSecrets } from '../emit/compose/compose-secrets';
import { assertNever, UserError } from '../lib/errors';
import { loadOrThrow } from '../model/load/load';
import type { Model } from '../model/model';
import type { Invocation } from './command';
import { clusterOptions, type Deployment } from './deployment';
import { loadOptions, projectOf } from './options';

/** The model with the secrets as the method keeps them; throws a `UserError` where something else makes them. */
export function rotationModel({ method, model }: Deployment): Model {
  if (method === 'compose') return withComposeSecrets(model);
  refuseOtherProviders(model);
  return model;
}

/** The environment of a deployment as it would be with other users of its backing services. */
export function modelWithUsers(
  invocation: Invocation,
  environment: string,
  users: Readonly<Record<string, string>>,
): Model {
  const setApplication = Object.entries(users).map(([service, user]) => `backingServices.${service}.user=${user}`);
  const options = { ...loadOptions(invocation), environments: [environment], setApplication };
  const [loaded] = loadOrThrow(projectOf(invocation), options).environments;
  if (loaded === undefined) throw new Error(`${environment} was there a moment ago`);
  return loaded.model;
}

/** Where the secrets of a deployment are rotated; throws a `UserError` where manifold does not. */
export function rotationPlace(deployment: Deployment, invocation: Invocation): RotationPlace {
  const { method, model, driver, projectFolder, now } = deployment;
  const { running } = driver;
  switch (method) {
    case 'kubernetes':
    case 'helm': {
      const { kubectl } = clusterOptions(deployment, invocation);
      return new ClusterPlace({ kubectl, application: model.application.name, running, now });
    }
    case 'compose':
      return new ComposePlace({
        model: withComposeSecrets(model),
        engine: new Engine(invocation.io.env),
        project: projectName(model),
        projectFolder,
        secretsFolder: join(projectFolder, '.secrets', model.environment.name),
        running,
        now,
      });
    case 'terraform':
    case 'argocd':
      throw new UserError(`secrets of an environment by ${method} are not rotated by manifold`);
    default:
      return assertNever(method);
  }
}
