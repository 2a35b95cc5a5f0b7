import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import type { Target } from '../driver';
import type { Journal } from '../release/journal';
import type { ReleaseRecord, ReleaseStatus } from '../release/record';
import { type CommitPlace, placeTrailer, releaseCommitIn, releaseMessage } from './release-commit';
import type { Repository } from './repository';

interface Entry {
  readonly record: ReleaseRecord;
  /** The commit with the files of the release itself, not with those that came back in its place. */
  readonly commit: string;
}

const UNRECORDED = 'interrupted: nobody recorded how it ended';

/**
 * Releases as commits of the repository that Argo CD follows: the commit is the release, its trailers say which one. How
 * it ended is a later commit without files, so that who reviews the repository sees it, and every clone knows it. A
 * release that was not pushed never was.
 */
export class CommitJournal implements Journal {
  private readonly repository: Repository;
  private readonly place: CommitPlace;
  private running: ReleaseRecord | undefined;
  /** What the repository says of the running release; undefined before it was pushed. */
  private recorded: ReleaseStatus | undefined;

  constructor(repository: Repository, place: CommitPlace) {
    this.repository = repository;
    this.place = place;
  }

  async list(): Promise<readonly ReleaseRecord[]> {
    const pushed = (await this.entries()).map(({ record }) => record);
    const { running } = this;
    if (running === undefined) return pushed;
    return [...pushed.filter(({ number }) => number !== running.number), running];
  }

  async content(number: number): Promise<readonly Artifact[]> {
    const entry = (await this.entries()).find(({ record }) => record.number === number);
    if (entry === undefined) throw new UserError(`no commit is release ${number}`, { exitCode: EXIT.failed });
    return this.repository.filesAt(entry.commit);
  }

  async create(record: ReleaseRecord): Promise<void> {
    this.running = record;
  }

  /** Records how the running release ended; what became of another one is for its own run to say, which may be at work. */
  async update(record: ReleaseRecord): Promise<void> {
    if (record.number !== this.running?.number) return;
    this.running = record;
    const { status } = record;
    if (this.recorded === undefined || status === 'pending' || status === this.recorded) return;
    try {
      await this.repository.note(releaseMessage(this.place, record, 'end'));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = `release ${record.number}: ${status}, which could not be recorded: ${error.message}`;
      throw new UserError(message, { exitCode: error.exitCode, cause: error });
    }
    this.recorded = status;
  }

  async remove(): Promise<void> {
    // Git keeps what was pushed.
  }

  /**
   * Pushes files as the running release, or as those that take its place; gives the commit. Where nobody waits for it,
   * that it was sent is all that there will be to record.
   */
  async publish({ artifacts, isRollback, reason }: Target, isAwaited: boolean): Promise<string> {
    const { running } = this;
    if (running === undefined) throw new UserError('there is no release to commit', { exitCode: EXIT.failed });
    const isBack = isRollback && running.rollbackTo === undefined;
    const sent = isAwaited ? 'pending' : 'deployed';
    const status = isBack ? 'rolled-back' : sent;
    const record: ReleaseRecord = { ...running, status, ...(reason === undefined ? {} : { reason }) };
    const commit = await this.repository.publish(artifacts, {
      message: releaseMessage(this.place, record, isBack ? 'back' : 'files'),
      rival: (message) => this.rivalIn(message, isBack),
    });
    this.recorded = status;
    return commit;
  }

  /**
   * What somebody else did to this environment, by the message of a commit. A new release was numbered, and would be
   * rolled back, by what was known before; one that takes itself back minds only files.
   */
  private rivalIn(message: string, mindsFilesAlone: boolean): string | undefined {
    const found = releaseCommitIn(this.place, message);
    if (found === undefined || (mindsFilesAlone && found.part === 'end')) return undefined;
    const { number, by } = found.record;
    return `${found.part === 'end' ? 'the end of release' : 'release'} ${number} by ${by}`;
  }

  private async entries(): Promise<readonly Entry[]> {
    const found = (await this.repository.log(placeTrailer(this.place))).flatMap(({ commit, date, message }) => {
      const parsed = releaseCommitIn(this.place, message);
      return parsed === undefined ? [] : [{ ...parsed, commit, date }];
    });
    const numbers = [...new Set(found.map(({ record }) => record.number))];
    const newest = Math.max(0, ...numbers);
    return numbers.flatMap((number) => {
      const ofOne = found.filter(({ record }) => record.number === number);
      const own = ofOne.findLast(({ part }) => part === 'files');
      const [last] = ofOne;
      if (own === undefined || last === undefined) return [];
      const finished = last.record.status === 'pending' ? {} : { finishedAt: last.date };
      const record = { ...last.record, ...finished, commit: own.commit, steps: ['publish'] };
      return [{ commit: own.commit, record: number < newest ? ended(record) : record }];
    });
  }
}

/** A later release took the place of one whose run may have been killed. */
function ended(record: ReleaseRecord): ReleaseRecord {
  return record.status === 'pending' ? { ...record, status: 'failed', reason: UNRECORDED } : record;
}
