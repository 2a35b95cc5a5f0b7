import type { Command } from './command';
import { backup } from './commands/backup';
import { checks } from './commands/checks';
import { completionCommand } from './commands/completion';
import { deploy } from './commands/deploy';
import { diff } from './commands/diff';
import { doctor } from './commands/doctor';
import { drill } from './commands/drill';
import { explain } from './commands/explain';
import { history } from './commands/history';
import { migrate } from './commands/migrate';
import { outputs } from './commands/outputs';
import { parity } from './commands/parity';
import { restore } from './commands/restore';
import { rollback } from './commands/rollback';
import { schema } from './commands/schema';
import { secretsEnsure } from './commands/secrets-ensure';
import { secretsRotate } from './commands/secrets-rotate';
import { status } from './commands/status';
import { synth } from './commands/synth';
import { teardown } from './commands/teardown';
import { validate } from './commands/validate';

const COMMON: readonly Command[] = [
  synth,
  validate,
  explain,
  parity,
  deploy,
  diff,
  status,
  history,
  rollback,
  teardown,
  checks,
  backup,
  restore,
  drill,
  migrate,
  outputs,
  secretsEnsure,
  secretsRotate,
  schema,
  doctor,
];

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [...COMMON, completionCommand(COMMON)];
