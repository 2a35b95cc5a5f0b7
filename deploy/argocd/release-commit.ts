import type { ReleaseRecord, ReleaseStatus } from '../release/record';

const PLACE = 'Manifold-Environment';
const FILES = 'Manifold-Release';
const END = 'Manifold-Ended';
const OUTCOME = 'Manifold-Outcome';
const OUTCOMES: readonly string[] = ['deployed', 'failed', 'rolled-back'] satisfies readonly ReleaseStatus[];

export interface CommitPlace {
  readonly application: string;
  readonly environment: string;
}

/** What a commit brings: the files of a release, those of the release before in its place, or the news how it ended. */
export type Part = 'files' | 'back' | 'end';

export interface ReleaseCommit {
  readonly part: Part;
  readonly record: ReleaseRecord;
}

/** The trailer that all commits of an environment have. */
export function placeTrailer({ application, environment }: CommitPlace): string {
  return `${PLACE}: ${application}/${environment}`;
}

/** The message of a commit of a release; its trailers are what `releaseCommitIn` reads. */
export function releaseMessage(place: CommitPlace, record: ReleaseRecord, part: Part): string {
  const { status, reason } = record;
  const told = { ...record, inventory: [], steps: [] };
  const why = reason === undefined ? [] : [`Release ${record.number} failed: ${reason.split('\n')[0]}`, ''];
  return [
    titleOf(place, record, part),
    '',
    ...why,
    placeTrailer(place),
    `${part === 'end' ? END : FILES}: ${JSON.stringify(told)}`,
    ...(status === 'pending' ? [] : [`${OUTCOME}: ${status}`]),
    '',
  ].join('\n');
}

function titleOf({ application, environment }: CommitPlace, { number, status }: ReleaseRecord, part: Part): string {
  if (part === 'back') return `Deploy ${application} to ${environment}: back to the release before`;
  if (part === 'files') return `Deploy ${application} to ${environment}: release ${number}`;
  return status === 'deployed'
    ? `Deployed ${application} to ${environment}: release ${number}`
    : `Failed to deploy ${application} to ${environment}: release ${number}`;
}

/** What the message of a commit says of a release of this environment; undefined where it says nothing. */
export function releaseCommitIn(place: CommitPlace, message: string): ReleaseCommit | undefined {
  const lines = message.split('\n');
  if (!lines.includes(placeTrailer(place))) return undefined;
  const trailer = (name: string): string | undefined =>
    lines.findLast((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const end = trailer(END);
  const record = recordIn(end ?? trailer(FILES) ?? '');
  if (record === undefined) return undefined;
  const outcome = trailer(OUTCOME) ?? '';
  const status = OUTCOMES.includes(outcome) ? (outcome as ReleaseStatus) : 'pending';
  const part = status === 'rolled-back' ? 'back' : 'files';
  return { part: end === undefined ? part : 'end', record: { ...record, status } };
}

function recordIn(text: string): ReleaseRecord | undefined {
  try {
    const record = JSON.parse(text) as ReleaseRecord | null;
    // Somebody may have written a commit message of this shape by hand.
    return Number.isInteger(record?.number) ? (record ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
