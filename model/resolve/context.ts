import { nearest } from '../../lib/nearest';
import type { Diagnostics, IssueDetails, Place } from '../load/diagnostics';
import type { ProjectFiles } from '../load/project-files';
import type { Mark, Value } from '../model';
import type { Application } from '../schema/application';
import type { Environment } from '../schema/environment';
import type { EnvironmentValue } from '../schema/environment-value';
import type { Scope } from './scope';
import { parseTemplate } from './template';

/** Everything that resolving one environment reads. */
export interface ResolveContext {
  readonly application: Application;
  readonly environment: Environment;
  readonly environmentName: string;
  readonly diagnostics: Diagnostics;
  /** Text of a file of the project, by its path in app.yaml. */
  readonly readProjectFile: ProjectFiles['read'];
}

/** Resolves a literal, a text with references or the use of a secret; undefined after an issue was reported. */
export function resolveValue(
  context: ResolveContext,
  value: EnvironmentValue,
  at: { readonly place: Place; readonly scope: Scope },
): Value | undefined {
  if (typeof value === 'string') return resolveText(context, value, at);
  const declared = context.application.secrets[value.secret];
  if (!declared) {
    reportUnknown(
      context,
      { ...at.place, path: [...at.place.path, 'secret'] },
      {
        what: 'secret',
        name: value.secret,
        known: Object.keys(context.application.secrets),
      },
    );
    return undefined;
  }
  if (!declared.keys[value.key]) {
    reportUnknown(
      context,
      { ...at.place, path: [...at.place.path, 'key'] },
      {
        what: `key of the secret ${value.secret}`,
        name: value.key,
        known: Object.keys(declared.keys),
      },
    );
    return undefined;
  }
  return { kind: 'secret', secret: value.secret, key: value.key, as: value.as };
}

/** Where a text stands, and what it may name. */
export interface TextPlace {
  readonly place: Place;
  readonly scope: Scope;
  /** Why no secret may stand there, not even alone, and what to do instead. */
  readonly refusesSecrets?: Pick<IssueDetails, 'message' | 'allowed'>;
}

const JOINED_SECRET: Pick<IssueDetails, 'message' | 'allowed'> = {
  message: 'a secret cannot be part of a longer text, because its value is never known when manifests are made',
  allowed: 'the reference alone; let the program join the parts',
};

/** Resolves `${...}` in a text; a secret may stand alone only, because joined text would have to be known here. */
export function resolveText(context: ResolveContext, source: string, at: TextPlace): Value | undefined {
  const template = parseTemplate(source);
  if ('error' in template) {
    context.diagnostics.report(at.place, { code: 'reference-syntax', message: template.error, value: source });
    return undefined;
  }
  let text = '';
  const marks: Mark[] = [];
  let failed = false;
  for (const part of template.parts) {
    const value: Value | undefined =
      part.kind === 'text' ? { kind: 'literal', text: part.text } : lookUp(context, part.name, at);
    if (value === undefined) failed = true;
    else if (value.kind === 'literal') {
      const start = text.length;
      marks.push(...(value.marks ?? []).map((mark) => ({ ...mark, at: mark.at + start })));
      text += value.text;
    } else if (template.parts.length === 1 && at.refusesSecrets === undefined) return value;
    else {
      failed = true;
      const details = at.refusesSecrets ?? JOINED_SECRET;
      context.diagnostics.report(at.place, { code: 'reference-secret', value: source, ...details });
    }
  }
  return failed ? undefined : { kind: 'literal', text, ...(marks.length === 0 ? {} : { marks }) };
}

function lookUp(context: ResolveContext, name: string, at: TextPlace): Value | undefined {
  const value = at.scope.get(name);
  if (value !== undefined) return value;
  if (at.scope.has(name)) {
    context.diagnostics.report(at.place, {
      code: 'reference-without-value',
      message: `\${${name}} has no value in the environment ${context.environmentName}`,
      value: name,
    });
    return undefined;
  }
  reportUnknown(context, at.place, {
    what: 'reference',
    name,
    known: at.scope.names(),
    otherwise: 'the name of something in app.yaml, or $${ for a literal ${',
  });
  return undefined;
}

/** Reports a name that is not declared, with the names that are when they are few, and the nearest one. */
export function reportUnknown(
  context: Pick<ResolveContext, 'diagnostics'>,
  place: Place,
  unknown: {
    readonly what: string;
    readonly name: string;
    readonly known: readonly string[];
    /** What is said where there are too many names, and none is near. */
    readonly otherwise?: string;
  },
): void {
  const near = nearest(unknown.name, unknown.known);
  const list =
    unknown.known.length > 0 && unknown.known.length <= 12 ? [...unknown.known].sort().join(', ') : undefined;
  const allowed = list ?? (near === undefined ? unknown.otherwise : undefined);
  context.diagnostics.report(place, {
    code: 'unknown-reference',
    message: `unknown ${unknown.what} "${unknown.name}"`,
    value: unknown.name,
    ...(allowed === undefined ? {} : { allowed }),
    ...(near === undefined ? {} : { nearest: near }),
  });
}
