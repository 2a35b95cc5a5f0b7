import { STAND_IN_ROLE } from './stand-in';

/** Verifiers and statements that hold one are in no log, since whoever has a verifier can play the server. */
const NO_LOG = `SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
`;

/** The statement that sets a verifier. */
export function alterRole(user: string, verifier: string): string {
  return `${NO_LOG}ALTER ROLE ${identifier(user)} PASSWORD '${verifier}';\n`;
}

/** Whether the user may make roles that can become what it is itself. */
export const IS_SUPERUSER = 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user;\n';

/**
 * Makes the stand-in of a user. It logs in as itself and is the user from then on, so that what it makes belongs to the
 * user; and it has the user's own settings, which a membership does not give. They are set by `FROM CURRENT`, as some hold lists that no
 * quoting of a text gives back, each in a transaction that begins before the setting counts.
 */
export function makeStandIn(user: string, verifier: string): string {
  const role = identifier(STAND_IN_ROLE);
  return `${NO_LOG}SELECT 'CREATE ROLE ${role} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(STAND_IN_ROLE)})
\\gexec
GRANT ${identifier(user)} TO ${role};
SELECT 'BEGIN', format('SELECT set_config(%L, %L, true)', name, value),
  format('ALTER ROLE ${role} %s SET %I FROM CURRENT', CASE WHEN datname IS NULL THEN '' ELSE format('IN DATABASE %I', datname) END, name), 'COMMIT'
FROM (
  SELECT d.datname, split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value
  FROM pg_db_role_setting s
  JOIN pg_roles r ON r.oid = s.setrole AND r.rolname = ${literal(user)}
  LEFT JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) setting
) settings
\\gexec
ALTER ROLE ${role} SET role TO ${literal(user)};
ALTER ROLE ${role} PASSWORD '${verifier}';
`;
}

/** Takes the stand-in away; without one it does nothing. */
export function dropStandIn(user: string): string {
  const role = identifier(STAND_IN_ROLE);
  const is = `rolname = ${literal(STAND_IN_ROLE)}`;
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${literal(STAND_IN_ROLE)};
SELECT 'REASSIGN OWNED BY ${role} TO ' || quote_ident(${literal(user)}), 'DROP OWNED BY ${role}', 'DROP ROLE ${role}'
FROM pg_roles WHERE ${is}
\\gexec
`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
