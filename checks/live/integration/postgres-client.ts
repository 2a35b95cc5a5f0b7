import { passwordFile } from '../../../model/derive/backing-health';
import type { Postgres } from '../../../model/model';

/** As readiness asks: over TCP, with the password from its file. It reads SQL from standard input and stops at the first error. */
const SCRIPT =
  'PGPASSWORD="$(cat "$1")" PGCONNECT_TIMEOUT=5 exec psql -X -w -q -h 127.0.0.1 -p "$2" -U "$3" -d "$4" -v ON_ERROR_STOP=1 -tA';

/** psql with the user of the application. */
export function psql(service: Postgres): readonly string[] {
  return ['sh', '-c', SCRIPT, 'check', passwordFile(service), ...place(service)];
}

/** psql with a password that cannot be right. It ends well, so that what it printed is an answer. */
export function psqlWithWrongPassword(service: Postgres): readonly string[] {
  const script =
    'PGPASSWORD=not-the-password PGCONNECT_TIMEOUT=5 psql -X -w -q -h 127.0.0.1 -p "$1" -U "$2" -d "$3" -tAc "select 1" 2>&1 || echo refused by psql';
  return ['sh', '-c', script, 'check', ...place(service)];
}

function place({ port, user, database }: Postgres): readonly string[] {
  return [String(port), user, database];
}
