import { thisRun } from '../../deploy/release/identity';
import type { RotatedKey } from '../../deploy/rotate/plan';
import {
  checkRotation,
  type PreparedRotation,
  prepareRotation,
  type RotationRequest,
  rotate,
} from '../../deploy/rotate/rotate';
import { keyId } from '../../deploy/secrets/plan';
import { EXIT, UserError } from '../../lib/errors';
import { methodsOf } from '../../model/derive/placement';
import { type Command, type Invocation, isSet, textOption } from '../command';
import { type Deployment, ENVIRONMENT, openDeployment, TARGET_OPTIONS } from '../deployment';
import { secondsOf } from '../durations';
import { confirm, refuse, refuseMoved } from '../guards';
import { printJson, wantsJson } from '../options';
import { modelWithUsers, rotationModel, rotationPlace } from '../rotation';

export const secretsRotate: Command = {
  name: 'secrets rotate',
  summary: 'Give generated secrets new values while the environment runs',
  positionals: [
    ENVIRONMENT,
    { name: 'secret', help: 'secret, or secret/key (default: all that can be rotated)', required: false, repeat: true },
  ],
  options: {
    ...TARGET_OPTIONS,
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    'dry-run': { type: 'boolean', help: 'say what would be done, and write nothing' },
    timeout: { type: 'string', value: 'DURATION', help: 'longest time for everything to be ready (default: 15m)' },
  },
  examples: [
    'manifold secrets rotate development --method compose --dry-run',
    'manifold secrets rotate development backend/jwt-secret --method compose --dry-run',
  ],
  run: async (invocation) => {
    const deployment = openDeployment(invocation);
    refuseMoved(invocation, [deployment]);
    const request = requestOf(invocation, deployment);
    refuse(invocation, await deployment.driver.checkPlace());
    const prepared = await prepareRotation(request);
    if (isSet(invocation, 'dry-run') || prepared.keys.length === 0) return report(invocation, prepared, false);
    await checkRotation(request, prepared);
    invocation.io.stderr(describe(prepared));
    await confirm(invocation, `Rotate them in the ${deployment.driver.place}?`);
    const done = await rotate(request, {
      lock: deployment.driver.lock,
      holder: thisRun(deployment.now),
      signal: invocation.io.signal ?? new AbortController().signal,
      timeoutSeconds: secondsOf('timeout', textOption(invocation, 'timeout') ?? '15m'),
      say: (line) => invocation.io.stderr(`  ${line}\n`),
    });
    return report(invocation, done, true);
  },
};

function requestOf(invocation: Invocation, deployment: Deployment): RotationRequest {
  const methods = methodsOf(deployment.model);
  if (methods.length > 1)
    throw new UserError(
      `${deployment.model.environment.name} is deployed by ${methods.join(' and ')}: only an environment without placement rotates`,
    );
  return {
    model: rotationModel(deployment),
    withUsers: (users) => modelWithUsers(invocation, deployment.model.environment.name, users),
    project: deployment.projectFolder,
    method: deployment.method,
    place: rotationPlace(deployment, invocation),
    names: invocation.positionals.slice(1),
    now: deployment.now,
  };
}

function report(invocation: Invocation, prepared: PreparedRotation, isDone: boolean): 0 {
  const { keys, refused, resumed } = prepared;
  if (wantsJson(invocation))
    printJson(invocation, { environment: invocation.positionals[0], done: isDone, resumed, keys, refused });
  else if (isDone) invocation.io.stdout(keys.map((key) => `${keyId(key.secret, key.key)}: rotated\n`).join(''));
  else invocation.io.stdout(describe(prepared));
  return EXIT.ok;
}

function describe({ keys, refused, resumed }: PreparedRotation): string {
  const begun = resumed ? ['a rotation that was begun is ended:'] : [];
  const lines = [
    ...begun,
    ...keys.map(line),
    ...refused.map(({ id, reason }) => `${id}: stays as it is  # ${reason}`),
    ...(keys.some(({ service }) => service === undefined)
      ? ['What was signed or encrypted with the old value of an application is refused or unreadable afterwards.']
      : []),
  ];
  return lines.length === 0 ? 'there is nothing to rotate\n' : `${lines.join('\n')}\n`;
}

function line({ secret, key, service, readers, runs }: RotatedKey): string {
  const parts = [
    ...(service === undefined ? [] : [`password of ${service}`]),
    ...(readers.length === 0 ? [] : [`restarts ${readers.join(', ')}`]),
    ...(runs.length === 0 ? [] : [`next run of ${runs.join(', ')}`]),
  ];
  return `${keyId(secret, key)}: rotates${parts.length === 0 ? '' : `  # ${parts.join('; ')}`}`;
}
