import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { planRotation } from '../../../deploy/rotate/plan';
import { dropStandIn, IS_SUPERUSER, makeStandIn } from '../../../deploy/rotate/postgres-sql';
import { scramVerifier } from '../../../deploy/rotate/scram';
import { givenBack, STAND_IN_ROLE, standInVariables } from '../../../deploy/rotate/stand-in';
import { run } from '../../../lib/exec';
import type { Model } from '../../../model/model';
import { hasPostgres, POSTGRES_BIN, type PostgresServer, startPostgres } from '../../support/postgres-server';
import { loadTexts } from '../../support/project';

const APP = `name: shop
components:
  web:
    kind: worker
    image: shop/web:1
    health: { readiness: { exec: ["true"] } }
    needs: [db]
    environment:
      DB_USER: \${db.user}
      DB_PASSWORD: \${db.password}
      ADDRESS: db://\${db.user}@\${db.host}/shop
      OTHER: shop
      KEY: { secret: keys, key: id, as: file }
  reader:
    kind: worker
    image: shop/reader:1
    health: { readiness: { exec: ["true"] } }
    needs: [db]
    environment: { DB_USER: "\${db.user}" }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
secrets:
  keys: { keys: { id: { generate: 32 } } }
`;

const USER = 'Odd user';

(hasPostgres() ? describe : describe.skip)('a role that stands in, in a real PostgreSQL', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres({ user: USER, service: 'postgres' });
    await server.psql('postgres', 'create database app');
    await server.psql('postgres', "alter system set log_statement = 'all'; select pg_reload_conf()");
    await server.psql(
      'app',
      `create schema "B c"; create table "B c".mine (n int); insert into "B c".mine values (1);
      alter role ${quoted(USER)} set search_path = "B c", public;
      alter role ${quoted(USER)} set work_mem = '5MB';
      alter role ${quoted(USER)} in database app set default_transaction_read_only = on;
      alter role ${quoted(USER)} in database app set "some.setting" = 'it''s, "one"';`,
    );
  }, 60_000);
  afterAll(() => server.stop());

  // The user itself may only read in `app`, as its setting says.
  const asUser = (sql: string) => server.psql('postgres', sql);
  async function asStandIn(password: string, sql: string): Promise<string> {
    const place = ['-h', '127.0.0.1', '-p', String(server.port), '-U', STAND_IN_ROLE, '-d', 'app'];
    const psql = [...place, '-X', '-w', '-tA', '-v', 'ON_ERROR_STOP=1', '-c', sql];
    const result = await run(join(POSTGRES_BIN, 'psql'), psql, { env: { PATH: env.PATH, PGPASSWORD: password } });
    if (result.status !== 'exited') throw new Error(result.status);
    return result.code === 0 ? result.stdout.trim() : result.stderr.trim();
  }

  test('logs in with a password of its own, and is the user from then on', async () => {
    expect((await asUser(IS_SUPERUSER)).trim()).toBe('t');
    await asUser(makeStandIn(USER, scramVerifier('first')));
    expect(await asStandIn('first', 'select session_user, current_user')).toBe(`${STAND_IN_ROLE}|${USER}`);
    expect(await asStandIn('other', 'select 1')).toContain('password authentication failed');
    // The user still has the old one.
    expect((await asUser('select session_user')).trim()).toBe(USER);
  });

  test('has the settings of the user, lists and those of one database too', async () => {
    const names = ['search_path', 'work_mem', 'default_transaction_read_only', 'some.setting'];
    const shown = names.map((name) => `current_setting('${name}')`).join(', ');
    expect(await asStandIn('first', `select ${shown}`)).toBe(`"B c", public|5MB|on|it's, "one"`);
    expect(await asStandIn('first', 'select n from mine')).toBe('1');
  });

  test('what it makes belongs to the user', async () => {
    await asStandIn('first', 'begin read write; create table made (n int); commit');
    expect(await asStandIn('first', `select tableowner from pg_tables where tablename = 'made'`)).toBe(USER);
  });

  test('can be made again, with another password', async () => {
    await asUser(makeStandIn(USER, scramVerifier('second')));
    expect(await asStandIn('first', 'select 1')).toContain('password authentication failed');
    expect(await asStandIn('second', 'select current_user')).toBe(USER);
  });

  test('no log knows a verifier', () => {
    const log = readFileSync(join(server.folder, 'log'), 'utf8');
    expect(log).toContain('create table made');
    expect(log).not.toContain('SCRAM');
  });

  test('goes with its connections, and what was made stays', async () => {
    const open = asStandIn('second', 'select pg_sleep(60)');
    const count = `select count(*) from pg_stat_activity where usename = '${STAND_IN_ROLE}'`;
    while ((await asUser(count)).trim() === '0');
    for (const _time of ['once', 'again']) await asUser(dropStandIn(USER));
    expect(await open).toContain('terminating connection');
    expect((await asUser(`select count(*) from pg_roles where rolname = '${STAND_IN_ROLE}'`)).trim()).toBe('0');
    expect((await server.psql('app', 'select count(*) from made')).trim()).toBe('0');
  }, 30_000);
});

describe('the variables in which a component is told the user', () => {
  const load = (user: string): Model => {
    const { environments, issues } = loadTexts(APP, 'domain: shop.example', {
      setApplication: [`backingServices.db.user=${user}`],
    });
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [loaded] = environments;
    if (loaded === undefined) throw new Error('there is one environment');
    return loaded.model;
  };
  const keys = planRotation(load('shop'), ['db']).keys;
  const found = standInVariables(load('shop'), load(STAND_IN_ROLE), keys);

  test('are those in which it stands, as a part of a text too; of who reads no password there are none', () => {
    expect(keys).toMatchObject([{ readers: ['web'] }]);
    expect(Object.fromEntries(found)).toEqual({
      web: { DB_USER: STAND_IN_ROLE, ADDRESS: `db://${STAND_IN_ROLE}@db/shop` },
    });
  });

  test('have no value of their own once they are given back', () => {
    expect(Object.fromEntries(givenBack(found))).toEqual({ web: { DB_USER: undefined, ADDRESS: undefined } });
  });
});

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
