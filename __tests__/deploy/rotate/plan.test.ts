import { describe, expect, test } from '@jest/globals';
import { planRotation } from '../../../deploy/rotate/plan';
import { withComposeSecrets } from '../../../emit/compose/compose-secrets';
import { loadOrThrow } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import type { Model, Secret } from '../../../model/model';
import { REPOSITORY } from '../../support/command-line';
import { exampleModel } from '../secrets/models';
import { model } from './world';

const refusedOf = (of: Model, names: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(planRotation(of, names).refused.map(({ id, reason }) => [id, reason]));

test('a plan says what reads a key, and what runs now and then', () => {
  const cron = model.components.map((component) => ({
    ...component,
    name: `${component.name}-nightly`,
    run: { backoffLimit: 0, deadlineSeconds: 60, concurrency: 'Forbid' as const },
  }));
  const { keys } = planRotation({ ...model, components: [...model.components, ...cron] }, ['redis']);
  expect(keys).toEqual([
    { secret: 'redis', key: 'password', bytes: 32, service: 'redis', readers: ['backend'], runs: ['backend-nightly'] },
  ]);
});

test('replicas of a Redis read its password, and start again', () => {
  const set = ['backingServices.redis.replicas=2'];
  const options = { environments: ['development'], set };
  const replicated = loadOrThrow(openProject('.', REPOSITORY), options).environments[0]?.model;
  if (replicated === undefined) throw new Error('the development environment is gone');
  expect(planRotation(replicated, ['redis']).keys).toEqual([
    expect.objectContaining({ service: 'redis', readers: ['backend', 'redis-replica'], runs: [] }),
  ]);
});

test('a name is a secret or one key of it', () => {
  const ids = (names: readonly string[]) =>
    planRotation(model, names).keys.map(({ secret, key }) => `${secret}/${key}`);
  expect(ids(['backend'])).toEqual(['backend/jwt-secret', 'backend/session-secret']);
  expect(ids(['backend/jwt-secret', 'redis'])).toEqual(['backend/jwt-secret', 'redis/password']);
});

describe('what does not rotate, by its reason', () => {
  test('values of persons, and what is made elsewhere', () => {
    expect(refusedOf(exampleModel())).toEqual({
      'api/signing': expect.stringContaining('no component reads it'),
      'api/spare': expect.stringContaining('a person gives its value'),
      'api/token': expect.stringContaining('a person gives its value'),
      'elsewhere/key': 'it is made elsewhere',
    });
  });

  test('the password of a server that others run', () => {
    const backingServices = model.backingServices.map((service) => ({
      ...service,
      hosting: { mode: 'external' as const, cidrs: [] },
    }));
    expect(refusedOf({ ...model, backingServices } as Model, ['redis'])).toEqual({
      'redis/password': 'redis is external: who runs it makes its password',
    });
  });

  test('the password of a database that CloudNativePG keeps', () => {
    const backingServices = model.backingServices.map((service) => ({
      ...service,
      hosting: { mode: 'cnpg' as const },
    }));
    expect(refusedOf({ ...model, backingServices } as unknown as Model, ['redis'])).toEqual({
      'redis/password': expect.stringContaining('redis is kept by CloudNativePG'),
    });
  });

  test('the password of Grafana, which reads it once', () => {
    expect(refusedOf(withComposeSecrets(model))).toEqual({
      'grafana/admin-password': expect.stringContaining('at its first start alone'),
    });
  });

  test('a key whose new value would need the name of another', () => {
    const secrets = model.secrets.map(
      (secret): Secret =>
        secret.name === 'redis' ? { ...secret, keys: [...secret.keys, { name: 'password.next' }] } : secret,
    );
    expect(refusedOf({ ...model, secrets }, ['redis/password'])).toEqual({
      'redis/password': expect.stringContaining('password.next is a key of its own'),
    });
  });

  test('a name that there is not', () => {
    expect(refusedOf(model, ['redsi'])).toEqual({ redsi: 'there is no such secret; did you mean redis?' });
  });
});
