import { EXIT, UserError } from '../../lib/errors';
import { passwordFile } from '../../model/derive/backing-health';
import { FINGERPRINT } from '../../model/derive/postgres-facts';
import type { Postgres } from '../../model/model';
import { CLEAR, END_OTHERS, HAS_ROWS } from './postgres-sql';
import { nameOf, type Program, runOn, type Side, withPassword } from './side';
import type { DataStore, Fingerprint } from './store';

/** The database of a builtin PostgreSQL. */
export function postgresStore(service: Postgres): DataStore {
  const query = (side: Side, sql: string, what: string) => runOn(side, psql(service, what), { input: sql });
  const fingerprint = async (side: Side) => parse(await query(side, FINGERPRINT, 'read the tables'));
  return {
    name: service.name,
    checkVersions: async (source, target) => {
      const version = (side: Side) => query(side, 'show server_version_num', 'ask for the version');
      const [from, to] = [major(await version(source)), major(await version(target))];
      if (from <= to) return;
      throw new UserError(
        `${service.name}: ${nameOf(source)} runs PostgreSQL ${from}, ${nameOf(target)} the older ${to}; data only move to the same or a newer one`,
        { exitCode: EXIT.failed },
      );
    },
    isEmpty: async (side) => (await query(side, HAS_ROWS, 'look for rows')).trim() === 'empty',
    dump: async (source, file) => {
      await runOn(source, client(service, 'dump the database', ['pg_dump', '-Fc']), { outputFile: file });
      // Lists the content by reading all of it; -l alone would not see that the end is missing.
      const read = client(service, 'read the dump back', []);
      await runOn(source, { ...read, command: ['pg_restore', '-f', '/dev/null'] }, { inputFile: file });
    },
    clear: async (target) => {
      await query(target, END_OTHERS, 'end earlier attempts');
      await query(target, CLEAR, 'empty the database');
    },
    restore: async (target, file) => {
      const command = ['pg_restore', '--single-transaction', '--exit-on-error', '--no-owner'];
      await runOn(target, client(service, 'restore the database', command), { inputFile: file });
      // A dump holds no statistics, and without them the first queries are slow.
      await query(target, 'analyze', 'analyze the tables');
    },
    fingerprint,
    compare: async (source, target) => {
      const [from, to] = await Promise.all([fingerprint(source), fingerprint(target)]);
      return { source: from, target: to };
    },
  };
}

function client(service: Postgres, what: string, command: readonly string[]): Program {
  const address = ['-w', '-h', '127.0.0.1', '-p', String(service.port), '-U', service.user, '-d', service.database];
  return {
    service: service.name,
    what,
    command: withPassword('PGPASSWORD', passwordFile(service), [...command, ...address]),
  };
}

function psql(service: Postgres, what: string): Program {
  return client(service, what, ['psql', '-X', '-q', '-tA', '-v', 'ON_ERROR_STOP=1']);
}

function major(serverVersion: string): number {
  return Math.floor(Number(serverVersion) / 10_000);
}

/** Each line is a JSON array of a fact and its value. */
function parse(lines: string): Fingerprint {
  const facts = lines.split('\n').filter((line) => line !== '');
  return Object.fromEntries(facts.map((line) => JSON.parse(line) as [string, string]));
}
