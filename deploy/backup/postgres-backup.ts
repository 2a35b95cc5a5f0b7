import { randomBytes } from 'node:crypto';
import { EXIT, UserError } from '../../lib/errors';
import { DUMP_START, FINGERPRINT, ROW_FACTS, SEQUENCE_FACTS } from '../../model/derive/postgres-facts';
import { dropScratch, dropStaleScratch, makeScratch } from '../../model/derive/scratch-sql';
import type { Postgres } from '../../model/model';
import { CLEAR, END_OTHERS, HAS_ROWS } from '../migrate/postgres-sql';
import { runOn, type Side } from '../migrate/side';
import type { BackupStore } from './backup-store';
import { deviations, type Facts, factsOf } from './facts';
import { clientOf, factsBeside, PSQL, query } from './postgres-client';
import { checkRoom } from './scratch-room';
import { beforeAnyChange, unchanged } from './unchanged';

const WHOLE = 'dump';

/** The dump goes to standard output, what psql prints to standard error. */
const DUMP = 'exec 3>&1 1>&2; exec "$@"';

const DUMP_SQL = `${DUMP_START}
\\! pg_dump -w -Fc --snapshot="$SNAPSHOT" </dev/null >&3 && echo '["${WHOLE}","whole"]'
${ROW_FACTS}
${SEQUENCE_FACTS}
commit;
`;

/**
 * Empties the database and fills it in one transaction, which a dump that cannot be read to its end, or a statement that
 * fails, leaves without its commit. That commit is the one of pg_restore: told that all is one transaction, it writes no
 * other one around large objects. Its own begin finds ours, and the warning of it would hide why a restore fails.
 */
const REPLACE = `set -eu
{
  printf 'begin;\\n%s\\nset client_min_messages = error;\\n' "$1"
  pg_restore --single-transaction --no-owner -f - && printf '\\\\echo restored\\n'
} | psql -X -q -tA -w -v ON_ERROR_STOP=1 -o /dev/null
`;

/** Another one once the database was emptied and filled: that makes the schema anew. */
const STATE = "select coalesce(max(oid)::text, 'none') from pg_namespace where nspname = 'public'";

/** The database of a builtin PostgreSQL. */
export function postgresBackup(service: Postgres): BackupStore {
  const on = (what: string, database = service.database) => ({ what, database });
  return {
    name: service.name,
    engine: 'postgres',
    version: async (side) => {
      const version = await query(service, side, { ...on('ask for the version'), sql: 'show server_version' });
      return version.trim().split(' ', 1)[0] ?? '';
    },
    dump: (side, file) => dump(service, side, file),
    read: async (side, file) => {
      const program = clientOf(service, on('read the dump to its end'), ['pg_restore', '-f', '/dev/null']);
      await runOn(side, program, { inputFile: file });
    },
    checkVersion: async (side, dumpedBy) => {
      const sql = "select current_setting('server_version_num')::int / 10000";
      const major = Number(await query(service, side, { ...on('ask for the version'), sql }));
      if (major >= Number.parseInt(dumpedBy, 10)) return;
      throw failure(`${service.name} is PostgreSQL ${major}, older than that of the dump (${dumpedBy})`);
    },
    isEmpty: async (side) => (await query(service, side, { ...on('look for rows'), sql: HAS_ROWS })).trim() === 'empty',
    replace: (side, file) => replace(service, side, file),
    settle: async (side, expected) => {
      // A dump holds no statistics, and without them the first queries are slow.
      await query(service, side, { ...on('analyze the tables'), sql: 'analyze' });
      const [different] = deviations(expected, await fingerprint(service, side, service.database));
      if (different !== undefined)
        throw failure(`${service.name} is not what the backup holds: ${different.fact}, for one`);
    },
    drill: (side, file) => drill(service, side, file),
  };
}

async function dump(service: Postgres, side: Side, file: string): Promise<Facts> {
  const task = { what: 'dump the database', database: service.database };
  const program = clientOf(service, task, ['sh', '-c', DUMP, 'dump', ...PSQL]);
  const { [WHOLE]: whole, ...facts } = await factsBeside(side, program, { input: DUMP_SQL, outputFile: file });
  if (whole === undefined) throw failure(`${service.name}: pg_dump did not come to its end`);
  return facts;
}

async function replace(service: Postgres, side: Side, file: string): Promise<void> {
  const { database } = service;
  const state = async (): Promise<string> => {
    await query(service, side, { database, what: 'end other attempts', sql: END_OTHERS });
    return query(service, side, { database, what: 'look for the schema', sql: STATE });
  };
  const before = await beforeAnyChange(state);
  try {
    const command = ['sh', '-c', REPLACE, 'replace', CLEAR];
    const program = clientOf(service, { database, what: 'restore the database' }, command);
    const printed = await runOn(side, program, { inputFile: file });
    if (printed.trim() !== 'restored') throw failure(`${service.name}: the dump did not come to its end`);
  } catch (error) {
    // A connection that broke tells nothing of the commit: only the database knows.
    const after = await state().catch(() => undefined);
    throw error instanceof UserError && after === before ? unchanged(error) : error;
  }
}

/** In a database of its own, in the same server: nothing reads or writes the real one. */
async function drill(service: Postgres, side: Side, file: string): Promise<Facts> {
  const database = `drill_${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString('hex')}`;
  const sql = (what: string, text: string) => query(service, side, { what, database: service.database, sql: text });
  await sql('drop databases of drills that were killed', dropStaleScratch);
  await checkRoom(service, side, file);
  try {
    await sql('make a database for the drill', makeScratch(database));
    const command = ['pg_restore', '--single-transaction', '--exit-on-error', '--no-owner', '-w', '-d', database];
    await runOn(side, clientOf(service, { what: 'restore into a database of its own', database }, command), {
      inputFile: file,
    });
    return await fingerprint(service, side, database);
  } finally {
    await sql('drop the database of the drill', dropScratch(database));
  }
}

async function fingerprint(service: Postgres, side: Side, database: string): Promise<Facts> {
  const lines = await query(service, side, { what: 'read the tables', database, sql: FINGERPRINT });
  return factsOf(lines.split('\n').filter((line) => line !== ''));
}

function failure(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.failed });
}
