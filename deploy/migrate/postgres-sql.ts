import { USER_TABLES } from '../../model/derive/postgres-facts';

/** Prints `empty` where no table of a user has a row; tables that init scripts make are no data. */
export const HAS_ROWS = `
set statement_timeout = 0;
create function pg_temp.has_rows() returns boolean language plpgsql as $$
declare
  one record;
  found_row boolean;
begin
  for one in ${USER_TABLES} loop
    execute format('select exists (select from only %I.%I)', one.nspname, one.relname) into found_row;
    if found_row then return true; end if;
  end loop;
  return exists (select from pg_largeobject_metadata);
end $$;
select case when pg_temp.has_rows() then 'data' else 'empty' end;
`;

/** Ends connections of attempts whose starter was killed, and waits until they are gone. */
export const END_OTHERS = `
do $$
begin
  for attempt in 1..300 loop
    perform pg_stat_clear_snapshot();
    perform pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = current_setting('application_name') and pid <> pg_backend_pid();
    if not found then return; end if;
    perform pg_sleep(0.1);
  end loop;
  raise exception 'connections of an earlier attempt do not end';
end $$;
`;

/** Removes whatever a user can have made in the database, in one transaction; settings of the database stay. */
export const CLEAR = `
set client_min_messages = warning;
do $$
declare
  one record;
  public_owner name;
begin
  for one in select extname from pg_extension where extname <> 'plpgsql' loop
    execute format('drop extension if exists %I cascade', one.extname);
  end loop;
  for one in select evtname from pg_event_trigger loop
    execute format('drop event trigger %I', one.evtname);
  end loop;
  for one in select pubname from pg_publication loop
    execute format('drop publication %I', one.pubname);
  end loop;
  for one in select nspname from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'public') loop
    execute format('drop schema %I cascade', one.nspname);
  end loop;
  select pg_get_userbyid(nspowner) into public_owner from pg_namespace where nspname = 'public';
  if found then
    drop schema public cascade;
    execute format('create schema public authorization %I', public_owner);
    grant usage on schema public to public;
    if current_setting('server_version_num')::int < 150000 then
      grant create on schema public to public;
    end if;
  else
    create schema public;
    grant usage on schema public to public;
  end if;
  perform lo_unlink(oid) from pg_largeobject_metadata;
end $$;
`;
