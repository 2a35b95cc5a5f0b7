import { EXIT, UserError } from '../../lib/errors';
import type { Redis } from '../../model/model';
import { DUMP, WALK } from '../migrate/redis-scripts';
import { redisStore } from '../migrate/redis-store';
import { runOn, type Side } from '../migrate/side';
import type { BackupStore } from './backup-store';
import { askRedis, redisProgram } from './redis-client';
import { LAST_COMMAND, readRedisDump } from './redis-dump';
import { replaceKeys } from './redis-restore';

const LAST = [`*${LAST_COMMAND.length}`, ...LAST_COMMAND.flatMap((word) => [`$${word.length}`, word]), '']
  .join('\\r\\n')
  .replaceAll('$', '\\$');

const DUMP_ALL = `${WALK}printf "${LAST}" >&3\n`;

/**
 * The keys of a builtin Redis. A copy beside the real keys would take their memory, and a policy that evicts keys would
 * pay for it with real ones; so a drill reads the dump as Redis would, key by key, with the checksum of each value.
 */
export function redisBackup(service: Redis): BackupStore {
  const store = redisStore(service);
  const ask = (side: Side, words: readonly string[]) => askRedis(service, side, words);
  const version = async (side: Side): Promise<string> =>
    /^redis_version:([0-9.]+)/m.exec(await ask(side, ['info', 'server']))?.[1] ?? '';
  return {
    name: service.name,
    engine: 'redis',
    version,
    dump: async (side, file) => {
      if ((await ask(side, ['function', 'list'])).trim() !== '')
        throw failure(`${service.name} holds functions, which a dump does not: load them from the application`);
      const command = ['sh', '-c', DUMP_ALL, 'walk', String(service.port), DUMP];
      await runOn(side, redisProgram(service, 'dump the keys', command), { outputFile: file });
      return readRedisDump(file);
    },
    read: async (_side, file) => {
      await readRedisDump(file);
    },
    checkVersion: async (side, dumpedBy) => {
      const now = await version(side);
      if (rank(now) >= rank(dumpedBy)) return;
      throw failure(`${service.name} is Redis ${now}, older than that of the dump (${dumpedBy})`);
    },
    isEmpty: (side) => store.isEmpty(side),
    replace: (side, file) => replaceKeys(service, side, file),
    // The keys were counted; those that expire have gone by now, so there is no checksum to compare.
    settle: async () => {},
    drill: (_side, file) => readRedisDump(file),
  };
}

/** Formats of values change with minor versions. */
function rank(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1000 + minor;
}

function failure(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.failed });
}
