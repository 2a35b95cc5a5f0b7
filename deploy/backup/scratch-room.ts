import { statSync } from 'node:fs';
import { EXIT, UserError } from '../../lib/errors';
import type { Postgres } from '../../model/model';
import { runOn, type Side } from '../migrate/side';
import { clientOf, PSQL } from './postgres-client';

/** Prints the bytes of the database, and in the last line, as POSIX has it, the KiB that are free where it lies. */
const ROOM = `set -eu
"$@" -c 'select pg_database_size(current_database())'
folder=$("$@" -c 'show data_directory')
df -Pk "$folder"
`;

const FREE_COLUMN = 3;
/** A copy, and the write-ahead log of making it. */
const COPIES = 2;
/** How much smaller than its tables a dump may be, where the real database tells less: it may have lost its data. */
const COMPRESSION = 4;

/** Throws a `UserError` where a copy beside the real database could fill its volume: a server whose disk is full stops. */
export async function checkRoom(service: Postgres, side: Side, file: string): Promise<void> {
  const task = { what: 'look for room', database: service.database };
  const printed = await runOn(side, clientOf(service, task, ['sh', '-c', ROOM, 'room', ...PSQL]));
  const lines = printed.trim().split('\n');
  const databaseBytes = Number(lines[0]);
  const freeKib = Number(lines.at(-1)?.split(/\s+/)[FREE_COLUMN]);
  const needed = COPIES * Math.max(databaseBytes, COMPRESSION * statSync(file).size);
  if (freeKib * 1024 >= needed) return;
  throw new UserError(
    `${service.name} has ${mebibytes(freeKib * 1024)} MiB free on its volume, and a drill may need ${mebibytes(needed)} MiB`,
    { exitCode: EXIT.failed },
  );
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
