import type { Place } from '../load/diagnostics';
import type { WordMarks } from '../model';
import { type ResolveContext, resolveText } from './context';
import type { Scope } from './scope';

/** A command line with its references resolved. */
export interface Words {
  readonly words: readonly string[];
  readonly marks?: WordMarks;
}

/** Resolves the words of a command line of app.yaml; no secret may be among them. */
export function resolveWords(
  context: ResolveContext,
  words: readonly string[],
  at: { readonly path: Place['path']; readonly scope: Scope },
): Words {
  const marks: Record<number, WordMarks[number]> = {};
  const resolved = words.map((word, index) => {
    const value = resolveText(context, word, {
      place: { document: 'application', path: [...at.path, index] },
      scope: at.scope,
      refusesSecrets: {
        message: 'a secret cannot stand in a command line, where everybody sees it who may list processes',
        allowed: 'the secret as a variable under `environment`, which the program reads',
      },
    });
    if (value?.kind !== 'literal') return word;
    if (value.marks !== undefined) marks[index] = value.marks;
    return value.text;
  });
  return { words: resolved, ...(Object.keys(marks).length === 0 ? {} : { marks }) };
}
