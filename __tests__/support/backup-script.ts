import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { type ExecResult, run } from '../../lib/exec';
import { findTestTool } from '../../tools/find';
import { POSTGRES_BIN, type PostgresServer } from './postgres-server';

const DAY_SECONDS = 24 * 60 * 60;

/** Shells of the images in which scripts of backups run. */
export const SHELLS: [string, readonly string[]][] = [
  ['the shell of Debian', ['sh']],
  ['the shell of Alpine', [findTestTool('busybox') ?? 'busybox', 'sh']],
];

/** Runs a script as its container does, with the variables that are given and no others. */
export function runScript(
  script: string,
  variables: Readonly<Record<string, string>>,
  [program = 'sh', ...words]: readonly string[] = ['sh'],
): Promise<ExecResult> {
  return run(program, [...words, '-c', script, 'script'], { env: { PATH: env.PATH, ...variables } });
}

/** What the containers of a PostgreSQL's backups have as variables; the database is `app`. */
export function postgresVariables(server: PostgresServer, folder: DumpFolder): Record<string, string> {
  return {
    PATH: `${POSTGRES_BIN}:${env.PATH}`,
    BACKUP_FOLDER: folder.path,
    BACKUP_NAME: 'postgres',
    KEEP_DAYS: '7',
    PASSWORD_FILE: join(server.folder, 'secrets', 'postgres', 'password'),
    PGDATABASE: 'app',
    PGHOST: '127.0.0.1',
    PGPORT: String(server.port),
    PGUSER: 'owner',
  };
}

/** A folder of dumps. */
export class DumpFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  empty(): void {
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path);
  }

  files(): string[] {
    return readdirSync(this.path).sort();
  }

  /** The first file with this ending; the ending itself where there is none. */
  file(ending: string): string {
    return this.files().find((name) => name.endsWith(ending)) ?? ending;
  }

  /** A file of some days ago. */
  age(name: string, days: number): void {
    const time = Date.now() / 1000 - days * DAY_SECONDS;
    writeFileSync(join(this.path, name), 'old');
    utimesSync(join(this.path, name), time, time);
  }
}
