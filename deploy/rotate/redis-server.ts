import { createHash } from 'node:crypto';
import { passwordFile } from '../../model/derive/backing-health';
import { REDIS_ACL_SCRIPT, REDIS_RELOAD_USER } from '../../model/derive/redis-files';
import { REDIS_ACCEPTED_FILE, REDIS_RELOAD_FILE } from '../../model/derive/rotation-files';
import type { Redis } from '../../model/model';
import type { Running } from '../running';
import { attempt, failure, runInside } from './inside';
import type { PasswordServer } from './password-server';

const LOAD = `sh ${REDIS_ACL_SCRIPT}
REDISCLI_AUTH="$(cat ${REDIS_RELOAD_FILE})"
export REDISCLI_AUTH
redis-cli -e --user ${REDIS_RELOAD_USER} -h 127.0.0.1 -p "$1" acl load`;

/** Hashes to accept come by standard input: a server that starts again reads them from its volume. */
const ACCEPT = `set -eu
umask 077
cat > ${REDIS_ACCEPTED_FILE}.new
mv ${REDIS_ACCEPTED_FILE}.new ${REDIS_ACCEPTED_FILE}
${LOAD}`;

const RETIRE = `set -eu
rm -f ${REDIS_ACCEPTED_FILE}
${LOAD}`;

const LOGIN = `IFS= read -r REDISCLI_AUTH
export REDISCLI_AUTH
exec redis-cli -e -h 127.0.0.1 -p "$1" ping`;

const READY = `[ -f ${REDIS_ACL_SCRIPT} ] && [ -s ${REDIS_RELOAD_FILE} ] && echo ready || echo old`;

/** A Redis takes any number of passwords for one user, as hashes in its ACL file. */
export function redisServer(service: Redis, running: Running): PasswordServer {
  const { name } = service;
  const shell = (script: string): readonly string[] => ['sh', '-c', script, 'rotate', String(service.port)];
  return {
    name,
    file: passwordFile(service),
    problem: async () => {
      const said = await runInside(running, name, { what: 'look at its ACL', command: shell(READY) });
      return said.trim() === 'ready'
        ? undefined
        : `${name} was started by files that cannot rotate its password: deploy the environment first`;
    },
    accept: async (passwords) => {
      const hashes = [passwords.old, passwords.new].map((password) => `${sha256(password)}\n`).join('');
      await runInside(running, name, { what: 'accept both passwords', command: shell(ACCEPT), input: hashes });
    },
    alter: async () => {},
    retire: async () => {
      await runInside(running, name, { what: 'remove the old password', command: shell(RETIRE) });
    },
    takes: async (password) => {
      const result = await attempt(running, name, { what: 'log in', command: shell(LOGIN), input: `${password}\n` });
      if (result.status === 'exited' && result.code === 0 && result.stdout.trim() === 'PONG') return true;
      const said = 'stderr' in result ? `${result.stdout}${result.stderr}` : '';
      if (/WRONGPASS|NOAUTH/.test(said)) return false;
      throw failure(`${name}: cannot try to log in`, result);
    },
  };
}

/** As Redis keeps a password in its ACL. */
function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
