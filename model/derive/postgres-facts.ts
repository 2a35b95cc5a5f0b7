/** Tables of users, ordinary ones; of a partitioned one, its parts. */
export const USER_TABLES = `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname collate "C", c.relname collate "C"`;

/** How a row reads as text depends on settings of the session, so they are fixed. */
export const SETTINGS = `
set statement_timeout = 0;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres';
set bytea_output = 'hex';
set extra_float_digits = 1;
set xmlbinary = 'base64';
set search_path = pg_catalog;
`;

/** Rows and checksum of each table, and of large objects; rows are sorted by their own checksum, since tables need no key. */
export const ROW_FACTS = `
select format(
  'select json_build_array(%L, format(''%%s rows, md5 %%s'', count(*), coalesce(md5(string_agg(md5(t::text), '''' order by md5(t::text) collate "C")), ''-'')))::text from only %I.%I t',
  format('table %I.%I', nspname, relname), nspname, relname)
from (${USER_TABLES}) tables
\\gexec
select json_build_array('large objects', format('%s, md5 %s', count(*),
  coalesce(md5(string_agg(oid::text || md5(lo_get(oid)), ',' order by oid)), '-')))::text
from pg_largeobject_metadata having count(*) > 0;
`;

/** Where each sequence is; no transaction holds a sequence still. */
export const SEQUENCE_FACTS = `
select json_build_array(format('sequence %I.%I', schemaname, sequencename), coalesce(last_value::text, 'unused'))::text
from pg_sequences where schemaname !~ '^pg_' order by schemaname collate "C", sequencename collate "C";
`;

/** One JSON array of name and value a line. */
export const FINGERPRINT = `${SETTINGS}
begin isolation level repeatable read read only;
${ROW_FACTS}
${SEQUENCE_FACTS}
commit;
`;

/**
 * The start of a dump: what follows reads one snapshot, which pg_dump has as `$SNAPSHOT`. Only sequences are not part of it,
 * so they are read before and have to be read after.
 */
export const DUMP_START = `${SETTINGS}
begin isolation level repeatable read read only;
select pg_export_snapshot() as snapshot
\\gset
\\setenv SNAPSHOT :snapshot
${SEQUENCE_FACTS}`;

/** Rows of each table alone: they are counted in no time beside a dump, however large the tables are. */
export const COUNT_FACTS = `
select format('select json_build_array(%L, count(*)::text)::text from only %I.%I',
  format('table %I.%I', nspname, relname), nspname, relname)
from (${USER_TABLES}) tables
\\gexec
select json_build_array('large objects', count(*)::text)::text from pg_largeobject_metadata;
`;
