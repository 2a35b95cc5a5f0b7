import type { Component, Model } from '../model';
import type { Rule, RuleContext, RuleFinding } from './rule';
import { variablePlace } from './variable-place';

/** MAX_ARG_STRLEN of Linux: 32 pages for one "NAME=value" and the NUL behind it. */
const VARIABLE_MAX = 131_072;
/** `kubectl apply` keeps the object in an annotation of at most 256 KiB; 2 KiB are left for its metadata. */
const OBJECT_MAX = 262_144 - 2048;

export const configSize: Rule = {
  id: 'config-size',
  title: 'Variables and files are small enough for a process and for kubectl apply',
  why: 'Linux starts no process with a longer variable, and `kubectl apply` refuses a larger ConfigMap.',
  fix: 'Put large data into the image or a volume, or let the program fetch it.',
  check: (context) => [
    ...context.model.components.flatMap((component) => variables(context, component)),
    ...initScripts(context.model),
  ],
};

function variables(context: RuleContext, component: Component): RuleFinding[] {
  const literals = component.variables.flatMap(({ name, value }) =>
    value.kind === 'literal' ? [[name, value.text] as const] : [],
  );
  const long = literals
    .map(([name, text]) => [name, Buffer.byteLength(`${name}=${text}`) + 1] as const)
    .filter(([, bytes]) => bytes > VARIABLE_MAX)
    .map(([name, bytes]) => ({
      place: variablePlace(context, component.name, name),
      ...tooLarge(`${component.name}: ${name} has`, { bytes, max: VARIABLE_MAX }),
    }));
  if (long.length > 0) return long;
  const path = ['components', component.name, 'environment'];
  return tooLargeObject(Object.fromEntries(literals), { path, what: `${component.name}: all variables have` });
}

function initScripts(model: Model): RuleFinding[] {
  return model.backingServices.flatMap((service) => {
    if (service.engine !== 'postgres' || service.hosting.mode !== 'builtin') return [];
    const files = Object.fromEntries(service.initScripts.map(({ name, content }) => [name, content]));
    const path = ['backingServices', service.name, 'initScripts'];
    return tooLargeObject(files, { path, what: `${service.name}: the init scripts have` });
  });
}

function tooLargeObject(
  data: Readonly<Record<string, string>>,
  of: { readonly path: readonly string[]; readonly what: string },
): RuleFinding[] {
  const json = JSON.stringify(data);
  // kubectl writes these three, which JavaScript leaves, as six bytes.
  const bytes = Buffer.byteLength(json) + 5 * (json.match(/[<>&]/g)?.length ?? 0);
  if (bytes <= OBJECT_MAX) return [];
  const place = { document: 'application' as const, path: of.path, of: 'key' as const };
  return [{ place, ...tooLarge(of.what, { bytes, max: OBJECT_MAX }) }];
}

/** Without the value itself: it is long, and it may be private. */
function tooLarge(
  what: string,
  size: { readonly bytes: number; readonly max: number },
): Pick<RuleFinding, 'message' | 'allowed'> {
  return { message: `${what} ${size.bytes} bytes`, allowed: `at most ${size.max}` };
}
