import type { Issue } from '../../lib/errors';
import type { Place } from '../load/diagnostics';
import type { TreeNode } from '../load/tree';
import type { Model } from '../model';

/** What a rule says about one place; the position and the rule's id are added by the runner. */
export type RuleFinding = Pick<Issue, 'message' | 'value' | 'allowed' | 'nearest'> & {
  readonly place: Place;
  /** Default `error`. */
  readonly severity?: Issue['severity'];
};

/** What a rule may look at: the resolved model, and the texts as they were written. */
export interface RuleContext {
  readonly model: Model;
  readonly trees: Readonly<Record<Place['document'], TreeNode>>;
}

/** A rule over a whole model: about more than one field at once, which a schema cannot judge. */
export interface Rule {
  /** Stable kebab-case name; becomes the code of the issue. */
  readonly id: string;
  /** One line: what holds when the rule is kept. */
  readonly title: string;
  /** What goes wrong in a running system when the rule is broken. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  readonly check: (context: RuleContext) => readonly RuleFinding[];
}
