/** Databases of drills of which nothing has run for a day: their starter was killed. */
export const dropStaleScratch = `
set client_min_messages = warning;
select format('drop database if exists %I with (force)', datname) from pg_database
where datname ~ '^drill_[0-9]{10}_[0-9a-f]{8}$'
  and substring(datname from 7 for 10)::bigint < extract(epoch from now()) - 86400
\\gexec
`;

/** Makes the empty database that the variable `scratch` of psql names, with the locale of the real one: the same checks hold. */
export const MAKE_SCRATCH = `
select format('create database %I template template0 encoding %L lc_collate %L lc_ctype %L',
  :'scratch', pg_encoding_to_char(encoding), datcollate, datctype)
from pg_database where datname = current_database()
\\gexec
`;

/** Drops that database, whoever is still connected to it. */
export const DROP_SCRATCH = 'set client_min_messages = warning;\ndrop database if exists :"scratch" with (force);\n';

/** An empty database of that name. */
export function makeScratch(name: string): string {
  return `\\set scratch ${name}\n${MAKE_SCRATCH}`;
}

/** Drops the database of a drill. */
export function dropScratch(name: string): string {
  return `\\set scratch ${name}\n${DROP_SCRATCH}`;
}
