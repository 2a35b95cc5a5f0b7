import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import type { Journal } from '../release/journal';
import type { ReleaseRecord } from '../release/record';
import type { Repository } from './repository';

const RELEASE = 'Manifold-Release';
const PLACE = 'Manifold-Environment';

interface Entry {
  readonly record: ReleaseRecord;
  readonly commit: string;
}

/**
 * Releases as commits of the repository that Argo CD follows: the commit is the release, its trailers say which one. A
 * release that was not pushed never was, so nothing is pending for longer than a run.
 */
export class CommitJournal implements Journal {
  private readonly repository: Repository;
  private readonly names: { readonly application: string; readonly environment: string };
  private running: ReleaseRecord | undefined;

  constructor(repository: Repository, names: { readonly application: string; readonly environment: string }) {
    this.repository = repository;
    this.names = names;
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

  async update(record: ReleaseRecord): Promise<void> {
    this.running = record;
  }

  async remove(): Promise<void> {
    // Git keeps what was pushed.
  }

  /** The message of the commit that is the running release, or brings an earlier one back. */
  message(isRollback: boolean): string {
    const record = this.running;
    if (record === undefined) throw new UserError('there is no release to commit', { exitCode: EXIT.failed });
    const { application, environment } = this.names;
    const what =
      isRollback && record.rollbackTo === undefined ? 'back to the release before' : `release ${record.number}`;
    const told = { ...record, inventory: [], steps: [] };
    return `Deploy ${application} to ${environment}: ${what}\n\n${PLACE}: ${this.place}\n${RELEASE}: ${JSON.stringify(told)}\n`;
  }

  private get place(): string {
    return `${this.names.application}/${this.names.environment}`;
  }

  /** The newest commit of each number. */
  private async entries(): Promise<readonly Entry[]> {
    const commits = await this.repository.log(`${PLACE}: ${this.place}\n`.trim());
    const entries = new Map<number, Entry>();
    for (const { commit, date, message } of commits) {
      const lines = message.split('\n');
      if (!lines.includes(`${PLACE}: ${this.place}`)) continue;
      const record = recordIn(lines);
      if (record !== undefined && !entries.has(record.number))
        entries.set(record.number, { commit, record: { ...record, status: 'deployed', finishedAt: date, commit } });
    }
    return [...entries.values()];
  }
}

function recordIn(lines: readonly string[]): ReleaseRecord | undefined {
  const line = lines.find((each) => each.startsWith(`${RELEASE}: `));
  try {
    return line === undefined ? undefined : (JSON.parse(line.slice(RELEASE.length + 2)) as ReleaseRecord);
  } catch {
    // Somebody has written a commit message of this shape by hand.
    return undefined;
  }
}
