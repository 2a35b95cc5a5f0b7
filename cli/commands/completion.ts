import { EXIT, UserError } from '../../lib/errors';
import type { Command } from '../command';
import { completionScript, SHELLS } from '../completion/shells';
import { completionWords } from '../completion/words';

/** The command that prints completions for all of the given commands, and for itself. */
export function completionCommand(others: readonly Command[]): Command {
  const completion: Command = {
    name: 'completion',
    summary: 'Print a script with which a shell completes commands, options and environments',
    positionals: [{ name: 'shell', help: SHELLS.join(', '), required: true }],
    options: {},
    examples: SHELLS.map((shell) => `manifold completion ${shell}`),
    run: async ({ positionals, io }) => {
      const shell = SHELLS.find((each) => each === positionals[0]);
      if (shell === undefined)
        throw new UserError(`there is a completion for ${SHELLS.join(', ')}, not for "${positionals[0]}"`);
      io.stdout(completionScript(shell, completionWords([...others, completion])));
      return EXIT.ok;
    },
  };
  return completion;
}
