/** Databases of drills of which nothing has run for a day: their starter was killed. */
export const dropStaleScratch = `
set client_min_messages = warning;
select format('drop database if exists %I with (force)', datname) from pg_database
where datname ~ '^drill_[0-9]{10}_[0-9a-f]{8}$'
  and substring(datname from 7 for 10)::bigint < extract(epoch from now()) - 86400
\\gexec
`;

/** An empty database with the locale of the real one, so that the same index and check expressions hold. */
export function makeScratch(name: string): string {
  return `
select format('create database %I template template0 encoding %L lc_collate %L lc_ctype %L',
  '${name}', pg_encoding_to_char(encoding), datcollate, datctype)
from pg_database where datname = current_database()
\\gexec
`;
}

/** Drops a database of a drill, whoever is still connected to it. */
export function dropScratch(name: string): string {
  return `set client_min_messages = warning;\ndrop database if exists ${name} with (force);\n`;
}
