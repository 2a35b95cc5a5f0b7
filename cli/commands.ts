import type { Command } from './command';
import { explain } from './commands/explain';
import { migrate } from './commands/migrate';
import { outputs } from './commands/outputs';
import { parity } from './commands/parity';
import { schema } from './commands/schema';
import { secretsEnsure } from './commands/secrets-ensure';
import { synth } from './commands/synth';
import { validate } from './commands/validate';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [synth, validate, explain, parity, outputs, secretsEnsure, migrate, schema];
