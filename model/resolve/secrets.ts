import { containerOf, objectStoreSecrets } from '../derive/hosting';
import { notificationSecrets } from '../derive/notification-secrets';
import { compareText } from '../load/diagnostics';
import type { BackingService, Component, Secret, SecretKey } from '../model';
import type { ResolveContext } from './context';

/** Random bytes of a generated password: 256 bits, as base64url. */
const PASSWORD_BYTES = 32;

/** Every Secret that a pod reads: those declared in app.yaml and used here, and one for each backing service. */
export function resolveSecrets(
  context: ResolveContext,
  services: readonly BackingService[],
  components: readonly Component[],
): Secret[] {
  const variables = components.flatMap((component) => component.variables);
  const used = new Set([
    ...variables.flatMap(({ value }) => (value.kind === 'secret' ? [value.secret] : [])),
    ...notificationSecrets(context.environment.monitoring).map(({ secret }) => secret),
    ...services.flatMap(({ hosting }) => objectStoreSecrets(hosting)),
  ]);
  const read = Object.entries(context.application.secrets).filter(([name]) => used.has(name));
  const declared = read.map(
    ([name, secret]): Secret => ({
      name,
      owner: { kind: 'application' },
      managed: context.environment.secrets.provider !== 'none',
      keys: Object.entries(secret.keys)
        .map(([key, value]) => ({
          name: key,
          ...(value.description === undefined ? {} : { description: value.description }),
          ...(value.generate === false ? {} : { generateBytes: value.generate }),
        }))
        .sort((a, b) => compareText(a.name, b.name)),
    }),
  );
  const owned = services.map(
    (service): Secret => ({
      name: service.password.secret,
      owner: { kind: 'backingService', name: service.name },
      managed: containerOf(service) !== undefined && context.environment.secrets.provider !== 'none',
      keys: [
        {
          name: service.password.key,
          description: `Password of ${service.name}`,
          ...(containerOf(service) === undefined ? {} : { generateBytes: PASSWORD_BYTES }),
        },
        ...userKey(service),
      ],
    }),
  );
  return [...declared, ...owned].sort((a, b) => compareText(a.name, b.name));
}

/** CloudNativePG wants the user beside the password (internal/management/utils/secrets.go of its source). */
function userKey(service: BackingService): SecretKey[] {
  if (service.engine !== 'postgres' || service.hosting.mode !== 'cnpg') return [];
  return [{ name: 'username', description: `User of ${service.name}`, value: service.user }];
}
