import { replicaName } from '../derive/redis-replica';
import type { Builtin, Remote } from '../hosting';
import { compareText } from '../load/diagnostics';
import type { BackingService, InitScript } from '../model';
import type { BackingServiceDeclaration } from '../schema/backing-service';
import type { BackingServiceSettings } from '../schema/backing-service-settings';
import { backingServiceSettings } from '../schema/backing-service-settings';
import type { ImageReference } from '../schema/scalars/image';
import { sqlIdentifier } from '../schema/scalars/names';
import { cnpgHosts, cnpgSecret, resolveCnpg } from './cnpg';
import { type ResolveContext, resolveText } from './context';
import type { Scope } from './scope';
import type { ServiceInput } from './service-input';

/** Ports that the engines listen on unless told otherwise. */
const ENGINE_PORTS: Readonly<Record<BackingServiceDeclaration['engine'], number>> = { postgres: 5432, redis: 6379 };

/** End of the host of a managed service that Terraform has not made yet. */
export const UNKNOWN_HOST = '.invalid';

type PostgresDeclaration = Extract<BackingServiceDeclaration, { engine: 'postgres' }>;

/** Every backing service of app.yaml, placed as the environment says. */
export function resolveBackingServices(context: ResolveContext, scope: Scope): BackingService[] {
  return Object.entries(context.application.backingServices)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, declaration]) => {
      const settings = context.environment.backingServices[name] ?? backingServiceSettings.parse({});
      return resolveService({ context, scope, name, settings }, declaration);
    });
}

function resolveService(input: ServiceInput, declaration: BackingServiceDeclaration): BackingService {
  const { name, settings } = input;
  const remote = settings.mode === 'builtin' ? undefined : settings;
  const common = {
    name,
    ...hostsOf(input),
    port: remote?.port ?? ENGINE_PORTS[declaration.engine],
    tls: remote?.tls ?? false,
    ...engineVersion((settings.mode === 'builtin' ? settings.image : undefined) ?? declaration.image),
    password: remote
      ? { secret: remote.secret?.name ?? name, key: remote.secret?.passwordKey ?? 'password' }
      : { secret: settings.mode === 'builtin' && settings.cnpg ? cnpgSecret(name) : name, key: 'password' },
  };
  if (declaration.engine === 'redis') {
    return {
      ...common,
      engine: 'redis',
      database: remote?.database === undefined ? declaration.database : redisDatabase(input, remote.database),
      persistence: declaration.persistence,
      maxmemoryPolicy: declaration.maxmemoryPolicy,
      replicas: settings.mode === 'builtin' ? settings.replicas : 0,
      hosting: hosting(settings, declaration),
    };
  }
  const { version } = common;
  return {
    ...common,
    engine: 'postgres',
    database: resolveName(input, 'database', remote?.database ?? declaration.database),
    user: resolveName(input, 'user', remote?.user ?? declaration.user),
    initScripts: readInitScripts(input, declaration),
    hosting: resolveCnpg(input, { container: hosting(settings, declaration), version }),
  };
}

function hostsOf({ context, name, settings }: ServiceInput): { readonly host: string; readonly readHost: string } {
  if (settings.mode === 'builtin')
    return settings.cnpg === undefined
      ? { host: name, readHost: settings.replicas > 0 ? replicaName({ name }) : name }
      : cnpgHosts(name, settings.cnpg);
  const host = settings.host?.text ?? unknownHost(name, context);
  return { host, readHost: host };
}

/** A name that never leads anywhere (RFC 2606), until Terraform has made the service. */
function unknownHost(name: string, { environmentName }: ResolveContext): string {
  return `${name}.${environmentName}${UNKNOWN_HOST}`;
}

/** `15` of `postgres:15-alpine`, `7.2.4` of `redis:7.2.4`: the number that the tag of an image starts with. */
function engineVersion(image: ImageReference): { readonly version?: string } {
  const version = /^[0-9]+(?:\.[0-9]+){0,2}(?![0-9A-Za-z_.])/.exec(image.tag ?? '')?.[0];
  return version === undefined ? {} : { version };
}

function hosting(settings: BackingServiceSettings, declaration: BackingServiceDeclaration): Builtin | Remote {
  if (settings.mode !== 'builtin') return { mode: settings.mode, cidrs: settings.cidrs };
  return {
    mode: 'builtin',
    image: settings.image ?? declaration.image,
    userId: declaration.userId,
    resources: settings.resources,
    storageBytes: settings.storage.size.bytes,
    ...(settings.storage.storageClass === undefined ? {} : { storageClass: settings.storage.storageClass }),
  };
}

/** Logical database of a Redis that others run; a server may have more than the usual 16. */
function redisDatabase(input: ServiceInput, text: string): number {
  if (/^[0-9]{1,5}$/.test(text)) return Number(text);
  input.context.diagnostics.report(
    { document: 'environment', path: ['backingServices', input.name, 'database'] },
    {
      code: 'redis-database',
      message: `"${text}" is not a logical database of Redis`,
      value: text,
      allowed: 'a number',
    },
  );
  return 0;
}

function resolveName(input: ServiceInput, field: 'database' | 'user', source: string): string {
  const remote = input.settings.mode !== 'builtin' && input.settings[field] !== undefined;
  const place = {
    document: remote ? ('environment' as const) : ('application' as const),
    path: ['backingServices', input.name, field],
  };
  const value = resolveText(input.context, source, { place, scope: input.scope });
  if (value === undefined) return '';
  const text = value.kind === 'literal' ? value.text : '';
  const checked = sqlIdentifier.safeParse(text);
  // What PostgreSQL takes without quotes, so that no shell and no SQL has to quote it.
  if (!checked.success)
    for (const { message } of checked.error.issues)
      input.context.diagnostics.report(place, {
        code: 'sql-identifier',
        message,
        value: text,
        allowed: 'lower-case letters, digits and "_", not starting with a digit, at most 63',
      });
  return text;
}

function readInitScripts(input: ServiceInput, declaration: PostgresDeclaration): InitScript[] {
  return declaration.initScripts.flatMap((path, index): InitScript[] => {
    const file = input.context.readProjectFile(path);
    if (file.kind !== 'found') {
      input.context.diagnostics.report(
        { document: 'application', path: ['backingServices', input.name, 'initScripts', index] },
        {
          code: 'file-missing',
          message: `cannot read the file ${path}: it ${file.kind === 'absent' ? 'is not there' : file.why}`,
          value: path,
          allowed: 'a file in the project folder',
        },
      );
      return [];
    }
    const base = path.slice(path.lastIndexOf('/') + 1);
    return [{ name: `${String(index + 1).padStart(2, '0')}-${base}`, content: file.text }];
  });
}
