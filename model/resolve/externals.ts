import { compareText } from '../load/diagnostics';
import type { External } from '../model';
import { type ResolveContext, reportUnknown } from './context';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'ws:': 80, 'https:': 443, 'wss:': 443 };

/** The endpoint that the environment chose for each external. */
export function resolveExternals(context: ResolveContext): External[] {
  return Object.keys(context.application.externals)
    .sort(compareText)
    .flatMap((name) => resolveExternal(context, name) ?? []);
}

function resolveExternal(context: ResolveContext, name: string): External | undefined {
  const declaration = context.application.externals[name];
  if (!declaration) return undefined;
  const settings = context.environment.externals[name] ?? {};
  const names = Object.keys(declaration.endpoints);
  const endpoint = settings.endpoint ?? (names.length === 1 ? names[0] : undefined);
  const path = ['externals', name, 'endpoint'];
  if (endpoint === undefined) {
    context.diagnostics.report(
      { document: 'environment', path },
      {
        code: 'endpoint-missing',
        message: `the environment ${context.environmentName} chooses no endpoint for the external ${name}`,
        allowed: names.sort(compareText).join(', '),
      },
    );
    return undefined;
  }
  const url = declaration.endpoints[endpoint];
  if (url === undefined) {
    reportUnknown(
      context,
      { document: 'environment', path },
      { what: `endpoint of ${name}`, name: endpoint, known: names },
    );
    return undefined;
  }
  checkUrlSecret(context, name);
  const parsed = new URL(url.text);
  return {
    name,
    endpoint,
    url: url.text,
    host: parsed.hostname,
    port: parsed.port === '' ? (DEFAULT_PORTS[parsed.protocol] ?? 443) : Number(parsed.port),
    ...(settings.urlSecret === undefined ? {} : { urlSecret: settings.urlSecret }),
    ...(declaration.probe === undefined ? {} : { probe: declaration.probe }),
  };
}

function checkUrlSecret(context: ResolveContext, name: string): void {
  const use = context.environment.externals[name]?.urlSecret;
  if (!use) return;
  const path = ['externals', name, 'urlSecret'];
  const declared = context.application.secrets[use.secret];
  if (!declared)
    reportUnknown(
      context,
      { document: 'environment', path: [...path, 'secret'] },
      {
        what: 'secret',
        name: use.secret,
        known: Object.keys(context.application.secrets),
      },
    );
  else if (!declared.keys[use.key])
    reportUnknown(
      context,
      { document: 'environment', path: [...path, 'key'] },
      {
        what: `key of the secret ${use.secret}`,
        name: use.key,
        known: Object.keys(declared.keys),
      },
    );
}
