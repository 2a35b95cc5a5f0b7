import { EXIT, UserError } from '../../lib/errors';
import { type ExecResult, run } from '../../lib/exec';

const SECONDS = 300;
/** No hook and no helper of a repository runs here, and nobody is asked for a password. */
const SAFE = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.ext.allow=never',
  '-c',
  'gc.auto=0',
  '-c',
  'commit.gpgSign=false',
];

/** git in one folder. */
export class Git {
  private readonly folder: string;
  private readonly env: Readonly<Record<string, string | undefined>>;

  constructor(folder: string, env: Readonly<Record<string, string | undefined>>) {
    this.folder = folder;
    // Those of git that started us, in a hook say, would lead it elsewhere.
    const own = Object.entries(env).filter(([name]) => !/^GIT_(?!SSH|ASKPASS|AUTHOR|COMMITTER|SSL)/.test(name));
    // What it says is read here, and would be said in the language of the user.
    this.env = { ...Object.fromEntries(own), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  }

  start(args: readonly string[], input?: string): Promise<ExecResult> {
    const options = { env: this.env, cwd: this.folder, timeoutSeconds: SECONDS };
    return run('git', [...SAFE, ...args], { ...options, ...(input === undefined ? {} : { input }) });
  }

  /** Whether it ended with 0. */
  async succeeds(args: readonly string[]): Promise<boolean> {
    const result = await this.start(args);
    return result.status === 'exited' && result.code === 0;
  }

  /** Its standard output; throws a `UserError` with what it said, without credentials, when it fails. */
  async output(args: readonly string[], input?: string): Promise<string> {
    const result = await this.start(args, input);
    if (result.status === 'exited' && result.code === 0) return result.stdout;
    throw gitError(args[0] ?? '', result);
  }
}

/** What git said, as an error for the user. */
export function gitError(command: string, result: ExecResult): UserError {
  if (result.status === 'missing') return new UserError('git is not on PATH', { exitCode: EXIT.failed });
  const said = 'stderr' in result ? result.stderr.trim() : '';
  return new UserError(withoutCredentials(`git ${command} failed: ${said === '' ? result.status : said}`), {
    exitCode: EXIT.failed,
  });
}

/** A text in which the user and password of a URL are not told. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi, '$1***@');
}
