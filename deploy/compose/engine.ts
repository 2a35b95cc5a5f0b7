import { EXIT, UserError } from '../../lib/errors';
import { type ExecOptions, type ExecResult, run } from '../../lib/exec';

/** Docker on this machine: the command line, and Compose as its plugin or as a program of its own. */
export class Engine {
  private readonly env: Readonly<Record<string, string | undefined>>;
  private compose: Promise<readonly string[] | undefined> | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.env = env;
  }

  docker(args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return run('docker', args, { timeoutSeconds: 60, ...options, env: this.env });
  }

  /** Standard output of docker; throws a `UserError` with what it said when it fails. */
  async output(args: readonly string[], options: ExecOptions = {}): Promise<string> {
    return succeeded(`docker ${args[0]}`, await this.docker(args, options));
  }

  /** Runs Compose with further variables, such as that of the folder with secrets. */
  async composeRun(args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const [program, ...words] = (await this.composeProgram()) ?? ['docker', 'compose'];
    const { env, ...rest } = options;
    return run(program ?? '', [...words, ...args], { ...rest, env: { ...this.env, ...env } });
  }

  /** Version of Compose such as `2.39.1`; undefined when there is none. */
  async composeVersion(): Promise<string | undefined> {
    const result = await this.composeRun(['version', '--short'], { timeoutSeconds: 30 });
    return result.status === 'exited' && result.code === 0 ? result.stdout.trim().replace(/^v/, '') : undefined;
  }

  private composeProgram(): Promise<readonly string[] | undefined> {
    this.compose ??= this.findCompose();
    return this.compose;
  }

  private async findCompose(): Promise<readonly string[] | undefined> {
    for (const words of [['docker', 'compose'], ['docker-compose']]) {
      const [program = '', ...rest] = words;
      const result = await run(program, [...rest, 'version', '--short'], { env: this.env, timeoutSeconds: 30 });
      if (result.status === 'exited' && result.code === 0) return words;
    }
    return undefined;
  }
}

/** Standard output of a program that ended well; throws a `UserError` otherwise. */
export function succeeded(what: string, result: ExecResult): string {
  if (result.status === 'exited' && result.code === 0) return result.stdout;
  const said = 'stderr' in result ? result.stderr.trim() : '';
  throw new UserError(`${what} failed: ${said === '' ? result.status : said}`, { exitCode: EXIT.failed });
}
