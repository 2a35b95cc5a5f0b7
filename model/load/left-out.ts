import type { Issue } from '../../lib/errors';
import { formatPath } from './tree';

/** Maps whose keys are names that other parts of the model refer to. */
const NAMED = new Set([
  'components',
  'backingServices',
  'externals',
  'config',
  'secrets',
  'keys',
  'ports',
  'endpoints',
]);

/** Issues that say that a name stands for nothing. */
const DANGLING = new Set(['unknown-reference', 'unknown-port', 'reference-without-value']);

/** What was left out of a document because of an error of its own. */
export class LeftOut {
  private readonly paths = new Set<string>();
  private readonly names = new Set<string>();
  private hasLostSection = false;

  get isEmpty(): boolean {
    return this.paths.size === 0;
  }

  add(path: readonly string[]): void {
    this.paths.add(formatPath(path));
    const last = path.at(-1) ?? '';
    if (NAMED.has(path.at(-2) ?? '')) this.names.add(last);
    // Without its default, a config value may have none.
    if (path[0] === 'config' && path[1] !== undefined) this.names.add(path[1]);
    if (path.length === 1 && NAMED.has(last)) this.hasLostSection = true;
  }

  /** Whether an issue may only be there because of what was left out. */
  explains(issue: Issue): boolean {
    if (this.paths.has(issue.path)) return true;
    if (!DANGLING.has(issue.code)) return false;
    const value = issue.value ?? '';
    return this.hasLostSection || [value, ...value.split('.')].some((word) => this.names.has(word));
  }
}
