import { otherMethod } from '../../deploy/release/other-method';
import { currentRelease, newestFirst, type ReleaseRecord, releasesOf } from '../../deploy/release/record';
import { EXIT, UserError } from '../../lib/errors';
import { type Command, isSet } from '../command';
import { ENVIRONMENT, openDeployment } from '../deployment';
import { refuse, refuseMoved } from '../guards';
import { putInPlace, RELEASE_OPTIONS } from './deploy';

export const rollback: Command = {
  name: 'rollback',
  summary: 'Bring back an earlier release with its own files and configuration, as a new release',
  positionals: [
    ENVIRONMENT,
    { name: 'release', help: 'number of the release (default: the last good one before this)', required: false },
  ],
  options: RELEASE_OPTIONS,
  examples: ['manifold rollback development --method compose --yes'],
  run: async (invocation) => {
    const deployment = openDeployment(invocation);
    const { driver } = deployment;
    refuseMoved(invocation, [deployment]);
    refuse(invocation, await driver.checkPlace());
    if (!isSet(invocation, 'take-over')) refuse(invocation, await otherMethod(driver.journal, driver.method));
    const records = releasesOf(driver.method, await driver.journal.list());
    const wanted = chooseRelease(records, invocation.positionals[1]);
    const artifacts = await driver.journal.content(wanted.number);
    return putInPlace(invocation, deployment, {
      wanted: { artifacts, rollbackTo: wanted.number, images: wanted.images },
      isDryRun: false,
    });
  },
};

/** The release to bring back; throws a `UserError` that says which there are. */
export function chooseRelease(records: readonly ReleaseRecord[], given: string | undefined): ReleaseRecord {
  const good = newestFirst(records).filter(({ status }) => status === 'deployed' || status === 'removed');
  const numbers = good.map(({ number }) => number).join(', ') || 'none';
  if (given !== undefined) {
    const found = records.find(({ number }) => String(number) === given);
    if (found === undefined) throw new UserError(`there is no release ${given}; those that ended well: ${numbers}`);
    // In a repository every release is a commit, which whoever names it may have back, whatever came of it.
    if (!good.includes(found) && found.method !== 'argocd')
      throw new UserError(`release ${given} never ended well (${found.status}); those that did: ${numbers}`);
    return found;
  }
  const current = currentRelease(records);
  const [newest] = newestFirst(records);
  // What came after the current one did not end well, and was not rolled back: that is what somebody wants to be rid of.
  if (current !== undefined && (newest?.status === 'failed' || newest?.status === 'pending')) return current;
  const before = good.find(({ number, digest }) => number < (current?.number ?? 0) && digest !== current?.digest);
  if (before === undefined)
    throw new UserError('there is no earlier release that ended well', { exitCode: EXIT.failed });
  return before;
}
