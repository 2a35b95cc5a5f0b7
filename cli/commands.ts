import type { Command } from './command';
import { checks } from './commands/checks';
import { explain } from './commands/explain';
import { outputs } from './commands/outputs';
import { parity } from './commands/parity';
import { schema } from './commands/schema';
import { secretsEnsure } from './commands/secrets-ensure';
import { synth } from './commands/synth';
import { validate } from './commands/validate';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [synth, validate, explain, parity, checks, outputs, secretsEnsure, schema];
