import type { Issue } from '../../lib/errors';
import type { Place } from '../load/diagnostics';
import type { Model } from '../model';

/** What a rule says about one place; the position and the rule's id are added by the runner. */
export type RuleFinding = Pick<Issue, 'message' | 'value' | 'allowed' | 'nearest'> & {
  readonly place: Place;
  /** Default `error`. */
  readonly severity?: Issue['severity'];
};

/** A rule over a whole model: about more than one field at once, which a schema cannot judge. */
export interface Rule {
  /** Stable kebab-case name; becomes the code of the issue. */
  readonly id: string;
  /** One line: what it refuses. */
  readonly title: string;
  /** What goes wrong in a running system when the rule is broken. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  readonly check: (model: Model) => readonly RuleFinding[];
}
