import type { Issue } from '../../lib/errors';
import { Diagnostics, type Place } from '../load/diagnostics';
import type { TreeNode } from '../load/tree';
import type { Model } from '../model';

/** One environment with its documents. */
export interface LoadedModel {
  readonly model: Model;
  readonly trees: Readonly<Record<Place['document'], TreeNode>>;
}

/** What this rule is, for docs/rules.md; it looks at all environments at once. */
export const ACROSS_ENVIRONMENTS = {
  id: 'across-environments',
  title: 'Two environments share no namespace and no public host',
  why: 'In one namespace the objects of two environments overwrite each other; of one host, only one environment gets the requests.',
  fix: 'Give each environment its own `namespace` and `domain`.',
} as const;

/** Checks all environments against each other. */
export function checkAcrossEnvironments(environments: readonly LoadedModel[]): Issue[] {
  return [...shared(environments, 'namespace'), ...shared(environments, 'domain')];
}

function shared(environments: readonly LoadedModel[], field: 'namespace' | 'domain'): Issue[] {
  const first = new Map<string, string>();
  return environments.flatMap(({ model, trees }) => {
    const { environment } = model;
    if (field === 'domain' && environment.edge.kind === 'none') return [];
    const earlier = first.get(environment[field]);
    if (earlier === undefined) {
      first.set(environment[field], environment.name);
      return [];
    }
    const diagnostics = new Diagnostics(trees);
    diagnostics.report(
      { document: 'environment', path: [field] },
      {
        code: ACROSS_ENVIRONMENTS.id,
        message: `the environments ${earlier} and ${environment.name} have the same ${field} ${environment[field]}`,
        value: environment[field],
      },
    );
    return diagnostics.issues;
  });
}
