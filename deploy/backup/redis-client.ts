import { passwordFile } from '../../model/derive/backing-health';
import type { Redis } from '../../model/model';
import { type Program, runOn, type Side, withPassword } from '../migrate/side';

/** A program beside a builtin Redis; redis-cli finds the password in a variable. */
export function redisProgram(service: Redis, what: string, command: readonly string[]): Program {
  return { service: service.name, what, command: withPassword('REDISCLI_AUTH', passwordFile(service), command) };
}

/** Sends a command, and gives the answer. */
export function askRedis(service: Redis, side: Side, words: readonly string[]): Promise<string> {
  const command = ['redis-cli', '-e', '-h', '127.0.0.1', '-p', String(service.port), ...words];
  return runOn(side, redisProgram(service, `ask for ${words[0]}`, command));
}
