import { createHash } from 'node:crypto';
import { EXIT, UserError } from '../../lib/errors';
import { passwordFile } from '../../model/derive/backing-health';
import type { Redis } from '../../model/model';
import { CLEAR, DIGEST, DUMP, WALK } from './redis-scripts';
import { nameOf, type Program, runOn, type Side, withPassword } from './side';
import type { DataStore, Fingerprint } from './store';

/** How far ahead of now an expiry has to be for its key to be compared, tried in this order. */
const MARGINS_MS = [60_000, 600_000, 6_000_000] as const;

/**
 * The keys of a builtin Redis. They go as DUMP and RESTORE of each key: the user that the application has, and there is
 * no other, may neither SYNC nor SAVE nor SHUTDOWN, and files below a running server cannot be replaced safely.
 */
export function redisStore(service: Redis): DataStore {
  return {
    name: service.name,
    checkVersions: (source, target) => checkVersions(service, source, target),
    isEmpty: async (side) => !/^db\d+:/m.test(await ask(service, side, ['info', 'keyspace'])),
    dump: async (source, file) => {
      await runOn(source, walk(service, 'dump the keys', [DUMP]), { outputFile: file });
    },
    clear: async (target) => {
      const command = ['sh', '-c', CLEAR, 'clear', String(service.port)];
      await runOn(target, program(service, 'remove the keys', command));
    },
    restore: async (target, file) => {
      await runOn(target, cli(service, 'restore the keys', ['--pipe']), { inputFile: file });
    },
    fingerprint: (side) => digest(service, side, 'never'),
    compare: async (source, target) => {
      const now = async () => Math.max(...(await Promise.all([source, target].map((side) => time(service, side)))));
      for (const margin of MARGINS_MS) {
        const horizon = (await now()) + margin;
        const [from, to] = await Promise.all([source, target].map((side) => digest(service, side, String(horizon))));
        if (from !== undefined && to !== undefined && (await now()) < horizon) return { source: from, target: to };
      }
      throw failure(`${service.name}: reading all keys takes too long to compare them`);
    },
  };
}

async function checkVersions(service: Redis, source: Side, target: Side): Promise<void> {
  const of = async (side: Side) => version(await ask(service, side, ['info', 'server']));
  const [from, to] = [await of(source), await of(target)];
  const isFit = from.major >= 7 && (from.major < to.major || (from.major === to.major && from.minor <= to.minor));
  if (!isFit)
    throw failure(
      `${service.name}: keys move from Redis 7 or later to the same or a newer one, not from ${from.text} to ${to.text}`,
    );
  if ((await ask(service, source, ['function', 'list'])).trim() !== '')
    throw failure(
      `${service.name}: ${nameOf(source)} holds functions, which are not moved; load them from the application`,
    );
}

async function digest(service: Redis, side: Side, horizon: string): Promise<Fingerprint> {
  return summary(await runOn(side, walk(service, 'read the keys', [DIGEST, horizon])));
}

function ask(service: Redis, side: Side, words: readonly string[]): Promise<string> {
  return runOn(side, cli(service, `ask for ${words[0]}`, words));
}

/** Milliseconds on the clock of the server, to the second. */
async function time(service: Redis, side: Side): Promise<number> {
  return Number((await ask(service, side, ['time'])).split('\n')[0]) * 1000;
}

function program(service: Redis, what: string, command: readonly string[]): Program {
  return { service: service.name, what, command: withPassword('REDISCLI_AUTH', passwordFile(service), command) };
}

function cli(service: Redis, what: string, words: readonly string[]): Program {
  return program(service, what, ['redis-cli', '-e', '-h', '127.0.0.1', '-p', String(service.port), ...words]);
}

function walk(service: Redis, what: string, script: readonly string[]): Program {
  return program(service, what, ['sh', '-c', WALK, 'walk', String(service.port), ...script]);
}

function version(info: string): { readonly major: number; readonly minor: number; readonly text: string } {
  const [, major = '0', minor = '0'] = /^redis_version:(\d+)\.(\d+)/m.exec(info) ?? [];
  return { major: Number(major), minor: Number(minor), text: `${major}.${minor}` };
}

/** Count and digest for each database; a SCAN may give a key twice. */
function summary(lines: string): Fingerprint {
  const databases = new Map<string, string[]>();
  for (const line of [...new Set(lines.split('\n'))].filter((each) => each !== '').sort()) {
    const [database = '', hash = ''] = line.split(' ');
    const hashes = databases.get(database) ?? [];
    if (hashes.length === 0) databases.set(database, hashes);
    hashes.push(hash);
  }
  const text = (hashes: readonly string[]) =>
    `${hashes.length} keys, sha256 ${createHash('sha256').update(hashes.join('\n')).digest('hex')}`;
  return Object.fromEntries([...databases].map(([database, hashes]) => [`database ${database}`, text(hashes)]));
}

function failure(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.failed });
}
