import type { Builtin, ObjectBackup } from '../hosting';
import type { Postgres } from '../model';
import type { CnpgSettings } from '../schema/cnpg';
import { type ImageReference, imageReference } from '../schema/scalars/image';
import { reportUnknown } from './context';
import type { ServiceInput } from './service-input';

/** Repository of the images that CloudNativePG takes: those of PostgreSQL itself have no instance manager's user. */
const REPOSITORY = 'ghcr.io/cloudnative-pg/postgresql';

/** Services that the operator makes: of the primary, and of the replicas where there are some. */
export function cnpgHosts(
  name: string,
  { instances }: CnpgSettings,
): { readonly host: string; readonly readHost: string } {
  const host = `${name}-rw`;
  return { host, readHost: instances > 1 ? `${name}-ro` : host };
}

/** A Secret of its own: that of a builtin database has no user in it. */
export function cnpgSecret(name: string): string {
  return `${name}-cnpg`;
}

/** The hosting of a PostgreSQL, in the hands of CloudNativePG where the environment says so. */
export function resolveCnpg(
  input: ServiceInput,
  { container, version }: { readonly container: Postgres['hosting']; readonly version: string | undefined },
): Postgres['hosting'] {
  const { settings } = input;
  if (settings.mode !== 'builtin' || settings.cnpg === undefined || container.mode !== 'builtin') return container;
  const { backup, imageName, instances, operatorNamespace } = settings.cnpg;
  return {
    mode: 'cnpg',
    instances,
    image: imageName ?? defaultImage(input, container, version),
    operatorNamespace,
    container,
    ...(backup === undefined ? {} : { backup: objectBackup(input, backup) }),
  };
}

function defaultImage(input: ServiceInput, container: Builtin, version: string | undefined): ImageReference {
  if (version !== undefined) return imageReference.parse(`${REPOSITORY}:${version}`);
  input.context.diagnostics.report(
    { document: 'environment', path: ['backingServices', input.name, 'cnpg'] },
    {
      code: 'cnpg-image',
      message: `the image ${container.image.text} does not say which version of PostgreSQL it is`,
      value: container.image.text,
      allowed: `imageName, such as ${REPOSITORY}:17`,
    },
  );
  return container.image;
}

/** The account is a declared secret: a person gives it. */
function objectBackup(input: ServiceInput, backup: NonNullable<CnpgSettings['backup']>): ObjectBackup {
  const { endpointURL, region, ...rest } = backup;
  checkCredentials(input, backup);
  return {
    ...rest,
    ...(endpointURL === undefined ? {} : { endpointURL }),
    ...(region === undefined ? {} : { region }),
  };
}

function checkCredentials({ context, name }: ServiceInput, { credentials }: NonNullable<CnpgSettings['backup']>): void {
  const { secrets } = context.application;
  const at = (field: string) => ({
    document: 'environment' as const,
    path: ['backingServices', name, 'cnpg', 'backup', 'credentials', field],
  });
  const declared = Object.hasOwn(secrets, credentials.secret) ? secrets[credentials.secret] : undefined;
  if (declared === undefined) {
    reportUnknown(context, at('secret'), { what: 'secret', name: credentials.secret, known: Object.keys(secrets) });
    return;
  }
  const known = Object.keys(declared.keys);
  for (const field of ['accessKeyId', 'secretAccessKey'] as const)
    if (!known.includes(credentials[field]))
      reportUnknown(context, at(field), {
        what: `key of the secret ${credentials.secret}`,
        name: credentials[field],
        known,
      });
}
