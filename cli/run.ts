import { EXIT, type ExitCode, UserError } from '../lib/errors';
import { formatIssues } from '../lib/format-issues';
import type { CommandIo } from './command';
import { COMMANDS } from './commands';
import { commandHelp, groupHelp, overview } from './help';
import { parseCommandLine } from './parse';

/** Version of manifold, as in package.json; a test holds them equal. */
export const VERSION = '0.1.0';

/** Runs one command line and gives its exit code; every expected failure is printed, a bug is thrown. */
export async function runCommandLine(words: readonly string[], io: CommandIo): Promise<ExitCode> {
  try {
    const parsed = parseCommandLine(words, COMMANDS);
    switch (parsed.kind) {
      case 'overview':
        io.stdout(overview(COMMANDS, VERSION));
        return EXIT.ok;
      case 'version':
        io.stdout(`${VERSION}\n`);
        return EXIT.ok;
      case 'help':
        io.stdout(commandHelp(parsed.command));
        return EXIT.ok;
      case 'group':
        io.stdout(groupHelp(parsed.name, parsed.commands));
        return EXIT.ok;
      case 'run':
        return await parsed.command.run({ ...parsed.invocation, io });
    }
  } catch (error) {
    if (isSystemError(error)) {
      io.stderr(`${error.message}\n`);
      return EXIT.failed;
    }
    if (!(error instanceof UserError)) throw error;
    if (words.includes('json'))
      io.stdout(`${JSON.stringify({ error: error.message, issues: error.issues }, null, 2)}\n`);
    io.stderr(`${formatIssues(error.issues)}${error.message}\n`);
    return error.exitCode;
  }
}

/** A full disk, a missing permission: nothing that a stack would help with. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
