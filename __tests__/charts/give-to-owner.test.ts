import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { giveToOwner } from '../../charts/parts/give-to-owner';
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server';

const withServer = hasPostgres() ? describe : describe.skip;

/** What scripts make: each kind that has an owner, and an extension, which the superuser keeps. */
const SCRIPT = `
CREATE ROLE app LOGIN;
CREATE DATABASE shop OWNER app;
`;
const OBJECTS = `
CREATE EXTENSION pg_trgm;
CREATE SCHEMA books;
CREATE TYPE books.state AS ENUM ('new', 'read');
CREATE DOMAIN books.title AS text;
CREATE TYPE books.pair AS (a int, b int);
CREATE TABLE books."Odd ""name" (id serial PRIMARY KEY, of int GENERATED ALWAYS AS IDENTITY, state books.state);
CREATE TABLE parts (id int) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (9);
CREATE SEQUENCE alone;
CREATE VIEW seen AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
CREATE FUNCTION twice(n int, text) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
`;
const OWNED = `
SELECT string_agg(DISTINCT what, ' ' ORDER BY what) FROM (
  SELECT relname::text AS what FROM pg_class WHERE relowner = 'root_user'::regrole AND relnamespace IN ('public'::regnamespace, 'books'::regnamespace)
  UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspowner = 'root_user'::regrole AND nspname = 'books'
  UNION ALL SELECT typname::text FROM pg_type WHERE typowner = 'root_user'::regrole AND typnamespace IN ('public'::regnamespace, 'books'::regnamespace) AND typname NOT LIKE '%gtrgm'
  UNION ALL SELECT proname::text FROM pg_proc WHERE proowner = 'root_user'::regrole AND proname IN ('twice', 'nothing')
) AS left_over`;

withServer('what init scripts made', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ user: 'root_user', service: 'db' });
    for (const statement of SCRIPT.split(';').slice(0, -1)) await server.psql('postgres', statement);
    await server.psql('shop', OBJECTS);
  }, 60_000);
  afterAll(() => server.stop());

  test('belongs to the owner afterwards, and what an extension made does not', async () => {
    expect(await server.psql('shop', OWNED)).toContain('parts');
    await server.psql('shop', giveToOwner('app'));
    expect((await server.psql('shop', OWNED)).trim()).toBe('');
    expect(
      (await server.psql('shop', "SELECT proowner::regrole FROM pg_proc WHERE proname = 'similarity'")).trim(),
    ).toBe('root_user');
  }, 60_000);
});
