import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import { CloneFiles, type FileChange } from './clone-files';
import { Git, gitError, withoutCredentials } from './git';

export interface RepositoryOptions {
  /** URL or path that git takes. */
  readonly url: string;
  readonly branch: string;
  /** The output folder in the repository. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where clones are made. */
  readonly scratch: string;
  /** Whether a file, by its path in the output folder, is of what is published here. */
  readonly isOwn: (path: string) => boolean;
}

/** A commit on the branch; its date is ISO 8601, its author a name and an address. */
export interface LoggedCommit {
  readonly commit: string;
  readonly date: string;
  readonly author: string;
  readonly message: string;
}

export interface Proposal {
  readonly message: string;
  /** What a commit that somebody else pushed meanwhile is, by its message, where nothing may be put on top of it. */
  readonly rival: (message: string) => string | undefined;
}

const PUSH_ATTEMPTS = 12;
const PAUSE_MILLISECONDS = 200;

/** A branch of a Git repository, in a temporary clone; nothing of it is ever forced. */
export class Repository {
  private readonly options: RepositoryOptions;
  private readonly folder: string;
  private readonly git: Git;
  private readonly files: CloneFiles;
  private opened: Promise<void> | undefined;

  constructor(options: RepositoryOptions) {
    this.options = options;
    this.folder = join(options.scratch, `clone-${process.pid}`);
    this.git = new Git(this.folder, options.env);
    this.files = new CloneFiles(join(this.folder, options.path), { isOwn: options.isOwn, place: this.place });
  }

  get place(): string {
    return withoutCredentials(`${this.options.path} on ${this.options.branch} of ${this.options.url}`);
  }

  /** Fetches the branch; throws a `UserError` when git does not reach it. */
  async reach(): Promise<void> {
    await this.open();
  }

  /** What publishing these files would change. */
  async changes(files: readonly Artifact[]): Promise<readonly FileChange[]> {
    await this.open();
    return this.files.changes(files);
  }

  /**
   * Commits the files and pushes; made again on top of what others have pushed meanwhile, unless that is a rival, which
   * is a `UserError` with the exit code of a lock. Gives the commit.
   */
  async publish(files: readonly Artifact[], { message, rival }: Proposal): Promise<string> {
    await this.open();
    return this.land({ message, rival }, () => this.write(files));
  }

  /** Pushes a commit that changes no file, whatever others have pushed meanwhile. */
  async note(message: string): Promise<void> {
    await this.open();
    await this.land({ message, rival: () => undefined }, async () => {});
  }

  private async land({ message, rival }: Proposal, stage: () => Promise<void>): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const begin = await this.head();
      await stage();
      await this.git.output(['commit', '--quiet', '--allow-empty', '--file', '-', '--cleanup=verbatim'], message);
      const pushed = await this.git.start(['push', '--quiet', 'origin', `HEAD:refs/heads/${this.options.branch}`]);
      if (pushed.status === 'exited' && pushed.code === 0) return (await this.git.output(['rev-parse', 'HEAD'])).trim();
      const isBehind =
        'stderr' in pushed && /non-fast-forward|fetch first|cannot lock ref|failed to update ref/.test(pushed.stderr);
      if (!isBehind || attempt === PUSH_ATTEMPTS) throw gitError('push', pushed);
      await sleep(Math.random() * attempt * PAUSE_MILLISECONDS);
      await this.refresh();
      for (const logged of await this.commits(begin === undefined ? ['HEAD'] : [`${begin}..HEAD`]))
        refuseRival(logged, rival(logged.message));
    }
  }

  /** Whether a revision is the commit, or came after it. */
  async contains(revision: string, commit: string): Promise<boolean> {
    const isAncestor = ['merge-base', '--is-ancestor', commit, revision];
    if (await this.git.succeeds(isAncestor)) return true;
    await this.git.start([
      'fetch',
      '--quiet',
      'origin',
      `+refs/heads/${this.options.branch}:refs/remotes/origin/${this.options.branch}`,
    ]);
    return this.git.succeeds(isAncestor);
  }

  /** Commits on the branch whose messages have this text in them, the newest first. */
  async log(text: string): Promise<readonly LoggedCommit[]> {
    await this.open();
    if ((await this.head()) === undefined) return [];
    return this.commits([`--grep=${text}`, '--fixed-strings']);
  }

  private async head(): Promise<string | undefined> {
    const found = await this.git.start(['rev-parse', '--verify', '--quiet', 'HEAD']);
    return found.status === 'exited' && found.code === 0 ? found.stdout.trim() : undefined;
  }

  private async commits(which: readonly string[]): Promise<readonly LoggedCommit[]> {
    const text = await this.git.output(['log', '--format=%H%x1f%aI%x1f%an <%ae>%x1f%B%x1e', ...which]);
    return text.split('\u001e').flatMap((entry) => {
      const [commit, date, author, message] = entry.trim().split('\u001f');
      if (commit === undefined || date === undefined || author === undefined || message === undefined) return [];
      return [{ commit, date, author, message }];
    });
  }

  /** The files of a commit, by their paths in the output folder. */
  async filesAt(commit: string): Promise<readonly Artifact[]> {
    await this.open();
    const { path, isOwn } = this.options;
    const listed = await this.git.output(['ls-tree', '-r', '-z', '--name-only', commit, '--', path]);
    const paths = listed
      .split('\0')
      .filter((name) => name !== '')
      .map((name) => name.slice(path.length + 1))
      .filter(isOwn);
    return Promise.all(
      paths.map(async (name) => ({
        path: name,
        content: await this.git.output(['show', `${commit}:${path}/${name}`]),
      })),
    );
  }

  private open(): Promise<void> {
    this.opened ??= this.clone();
    return this.opened;
  }

  private async clone(): Promise<void> {
    this.removeOldClones();
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    await this.git.output(['init', '--quiet']);
    await this.git.output(['remote', 'add', '--', 'origin', this.options.url]);
    if (!(await this.git.succeeds(['config', 'user.email']))) {
      await this.git.output(['config', 'user.name', 'manifold']);
      await this.git.output(['config', 'user.email', 'manifold@localhost']);
    }
    await this.refresh();
  }

  /** Those of runs that have ended; one that is at work keeps its own. */
  private removeOldClones(): void {
    const { scratch } = this.options;
    if (!existsSync(scratch)) return;
    for (const name of readdirSync(scratch).filter((each) => each.startsWith('clone-')))
      if (!isAlive(Number(name.slice('clone-'.length)))) rmSync(join(scratch, name), { recursive: true, force: true });
  }

  /** The branch as it is there; an empty repository begins it. */
  private async refresh(): Promise<void> {
    const { branch } = this.options;
    const fetched = await this.git.start([
      'fetch',
      '--quiet',
      'origin',
      `+refs/heads/${branch}:refs/remotes/origin/${branch}`,
    ]);
    if (fetched.status === 'exited' && fetched.code === 0) {
      await this.git.output(['checkout', '--quiet', '--force', '-B', 'manifold', `origin/${branch}`]);
      return;
    }
    if (!('stderr' in fetched) || !/couldn't find remote ref/.test(fetched.stderr)) throw gitError('fetch', fetched);
    if ((await this.git.output(['ls-remote', '--quiet', 'origin'])).trim() !== '')
      throw new UserError(`the repository has no branch ${branch}: make it, or name another (gitops.revision)`, {
        exitCode: EXIT.failed,
      });
    await this.git.output(['checkout', '--quiet', '--orphan', 'manifold']);
  }

  private async write(files: readonly Artifact[]): Promise<void> {
    this.files.write(files);
    await this.git.output(['add', '--all', '--', this.options.path]);
  }
}

function refuseRival({ author, commit }: LoggedCommit, what: string | undefined): void {
  if (what === undefined) return;
  throw new UserError(
    `${author} has pushed ${what} meanwhile, as commit ${commit.slice(0, 12)}: look at it, and start again`,
    { exitCode: EXIT.locked },
  );
}

/** Whether another process of this number runs: one of our own number is a run before this one. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
