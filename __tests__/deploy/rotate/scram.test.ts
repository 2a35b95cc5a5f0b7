import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, getuid } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alterRole } from '../../../deploy/rotate/postgres-sql';
import { scramVerifier } from '../../../deploy/rotate/scram';

const BIN = '/usr/lib/postgresql/15/bin';
const hasPostgres = existsSync(join(BIN, 'initdb'));
if (!hasPostgres && env.CI === 'true') throw new Error(`${BIN} holds no PostgreSQL: install postgresql-15`);

/** The server refuses to run as root. */
const asUser: { readonly uid?: number; readonly gid?: number } =
  getuid?.() === 0 && hasPostgres
    ? {
        uid: Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })),
        gid: Number(execFileSync('id', ['-g', 'postgres'], { encoding: 'utf8' })),
      }
    : {};

const ROLE = 'odd "role';
let folder: string;

const program = (name: string, args: readonly string[], rest: { input?: string; password?: string } = {}) =>
  spawnSync(join(BIN, name), args, {
    ...asUser,
    cwd: folder,
    encoding: 'utf8',
    input: rest.input ?? '',
    env: { PATH: env.PATH, PGPASSWORD: rest.password ?? '', LC_ALL: 'C' },
  });

function succeed(name: string, args: readonly string[], rest: { input?: string } = {}): string {
  const { status, stdout, stderr } = program(name, args, rest);
  if (status !== 0) throw new Error(`${name}: ${stderr}${stdout}`);
  return stdout;
}

const psql = (role: string): string[] => [
  ...['-X', '-q', '-w', '-tA', '-v', 'ON_ERROR_STOP=1'],
  ...['-h', folder, '-U', role, '-d', 'postgres'],
];

const logsIn = (password: string): boolean =>
  program('psql', [...psql(ROLE), '-c', 'select 1'], { password }).status === 0;

test('the verifier of a password and a salt is that of RFC 7677', () => {
  // Its example: user "user", password "pencil", this salt, 4096 iterations.
  const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
  expect(verifier).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test.each(['', 'with space', 'ümlaut', 'line\n'])('%j has no verifier here', (password) => {
  expect(() => scramVerifier(password)).toThrow('plain ASCII');
});

(hasPostgres ? describe : describe.skip)('a real PostgreSQL 15', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifold-scram-'));
    const { uid, gid } = asUser;
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const data = join(folder, 'data');
    succeed('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-locale']);
    writeFileSync(join(data, 'pg_hba.conf'), 'local all postgres trust\nlocal all all scram-sha-256\n');
    const settings = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c log_statement=all -c log_min_duration_statement=0`;
    succeed('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start']);
    succeed('psql', psql('postgres'), { input: `create role "${ROLE.replaceAll('"', '""')}" login;` });
  }, 60_000);

  afterAll(() => {
    program('pg_ctl', ['-D', join(folder, 'data'), '-m', 'immediate', 'stop']);
    rmSync(folder, { recursive: true, force: true });
  });

  test('takes the password of a verifier, and only the last one; its log knows neither', () => {
    const verifiers = ['first-Password_1', 'second-Password_2'].map((password) => {
      const verifier = scramVerifier(password);
      succeed('psql', psql('postgres'), { input: alterRole(ROLE, verifier) });
      expect(logsIn(password)).toBe(true);
      return verifier;
    });
    expect(logsIn('first-Password_1')).toBe(false);
    expect(
      succeed('psql', psql('postgres'), {
        input: 'select rolpassword from pg_authid where rolpassword is not null;',
      }).trim(),
    ).toBe(verifiers[1]);
    const log = readFileSync(join(folder, 'log'), 'utf8');
    expect(log).toContain('statement: select rolpassword');
    expect(log).not.toMatch(/SCRAM-SHA-256\$|Password_[12]/);
  });

  test('says nothing of it in its log either where the statement fails', () => {
    const { status } = program('psql', psql('postgres'), {
      input: alterRole('nobody', scramVerifier('third-Password_3')),
    });
    expect(status).not.toBe(0);
    expect(readFileSync(join(folder, 'log'), 'utf8')).not.toMatch(/SCRAM-SHA-256\$|Password_3/);
  });
});
