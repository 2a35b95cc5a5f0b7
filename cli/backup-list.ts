import { type Backup, bytesOf, listBackups, type Note } from '../deploy/backup/backups';
import { lastDrill } from '../deploy/backup/drill';
import { EXIT, type ExitCode, UserError } from '../lib/errors';
import type { Invocation, OptionSpec } from './command';
import { selectEnvironment } from './deployment';
import { printJson, wantsJson } from './options';

const MINUTE_MILLISECONDS = 60_000;

/** Of every command that works with backups. */
export const LIST_OPTION = {
  list: { type: 'boolean', help: 'list the backups that there are, with age and size, and do nothing' },
} as const satisfies Record<string, OptionSpec>;

/** Notes go to standard error: standard output is data. */
export function noteOf({ io }: Invocation): Note {
  return (line) => io.stderr(`${line}\n`);
}

/** Prints the backups of an environment with age and size; asks nothing that runs. */
export function listOf(invocation: Invocation): ExitCode {
  const [selection] = selectEnvironment(invocation);
  if (selection === undefined) throw new UserError('the environment is deployed by no method');
  const { model, projectFolder, now } = selection;
  const environment = model.environment.name;
  const place = { projectFolder, environment };
  const rows = listBackups(place, noteOf(invocation)).map((each) => rowOf(each, now()));
  if (wantsJson(invocation)) printJson(invocation, { environment, backups: rows });
  else if (rows.length === 0) invocation.io.stdout(`${environment} has no backup\n`);
  else
    for (const { name, ageSeconds, bytes, services, drill } of rows)
      invocation.io.stdout(
        `${name}  ${ageText(ageSeconds * 1000)} old  ${bytes} bytes  ${services.map(({ service }) => service).join(', ')}  ${drill ?? 'no drill'}\n`,
      );
  return EXIT.ok;
}

/** A backup as machines read it. */
export function rowOf(found: Backup, now: Date) {
  const { createdAt, services } = found.manifest;
  return {
    name: found.name,
    folder: found.folder,
    createdAt,
    ageSeconds: Math.floor((now.getTime() - Date.parse(createdAt)) / 1000),
    bytes: bytesOf(found),
    services: services.map(({ facts: _, ...rest }) => rest),
    drill: lastDrill(found)?.outcome,
  };
}

function ageText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE_MILLISECONDS);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
