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
  return [
    ...shared(environments, {
      field: 'namespace',
      what: 'namespace',
      names: ({ environment }) => [environment.namespace],
    }),
    ...shared(environments, { field: 'domain', what: 'host', names: publicHosts }),
  ];
}

/** Domain and hosts of routes: `www` under example.com is the same host as the domain www.example.com itself. */
function publicHosts({ environment, components }: Model): string[] {
  if (environment.edge.kind === 'none') return [];
  return [environment.domain, ...components.flatMap(({ route }) => (route ? [route.host] : []))];
}

interface Claim {
  /** Field of the environment that is to be changed. */
  readonly field: 'namespace' | 'domain';
  readonly what: string;
  readonly names: (model: Model) => readonly string[];
}

/** At most one finding for each environment: hosts under a domain that is shared are shared too. */
function shared(environments: readonly LoadedModel[], { field, what, names }: Claim): Issue[] {
  const first = new Map<string, string>();
  return environments.flatMap(({ model, trees }) => {
    const { name } = model.environment;
    const taken = names(model).find((each) => first.has(each));
    const earlier = first.get(taken ?? '');
    for (const each of names(model)) if (!first.has(each)) first.set(each, name);
    if (taken === undefined || earlier === undefined) return [];
    const diagnostics = new Diagnostics(trees);
    diagnostics.report(
      { document: 'environment', path: [field] },
      {
        code: ACROSS_ENVIRONMENTS.id,
        message: `the environments ${earlier} and ${name} have the same ${what} ${taken}`,
        value: taken,
      },
    );
    return diagnostics.issues;
  });
}
