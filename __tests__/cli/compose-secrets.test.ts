import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyProject, type RunResult, runIn } from '../support/command-line';

let project: ReturnType<typeof copyProject>;
let bin: string;

beforeEach(() => {
  project = copyProject();
  bin = join(project.folder, 'bin');
  mkdirSync(bin);
  volumesOfDocker([]);
});

afterEach(() => project.remove());

/** A docker that has these volumes; the real one is for the end-to-end tests. */
function volumesOfDocker(names: readonly string[]): void {
  const file = join(bin, 'docker');
  writeFileSync(file, `#!${execPath}\nconsole.log(${JSON.stringify(names.join('\n'))});\n`);
  chmodSync(file, 0o755);
}

function ensure(...words: readonly string[]): Promise<RunResult> {
  const variables = { ...env, PATH: bin };
  return runIn(project.folder, ['secrets', 'ensure', 'development', '--method', 'compose', ...words], variables);
}

const secrets = (...path: readonly string[]): string => join(project.folder, '.secrets', 'development', ...path);

test('makes every key once, and the variables of the component that reads them', async () => {
  const { code, stdout } = await ensure();
  expect(code).toBe(0);
  expect(stdout).toContain('postgres/password: generated');
  expect(stdout).toContain('grafana/admin-password: generated');
  const password = readFileSync(secrets('postgres', 'password'), 'utf8');
  const variables = readFileSync(secrets('backend.env'), 'utf8');
  expect(variables).toContain(`DB_PASSWORD=${password}\n`);
  const modes = ['', 'backend.env'].map((path) => (statSync(secrets(path)).mode & 0o777).toString(8));
  expect(modes).toEqual(['700', '600']);
  expect((await ensure()).stdout).not.toContain('generated');
  expect(readFileSync(secrets('backend.env'), 'utf8')).toBe(variables);
});

test('the variables follow a key that was changed by hand', async () => {
  await ensure();
  writeFileSync(secrets('postgres', 'password'), 'a$b #"c\'');
  await ensure();
  expect(readFileSync(secrets('backend.env'), 'utf8')).toContain('DB_PASSWORD=a$b #"c\'\n');
});

test('a value of several lines is refused, since no env file carries it', async () => {
  writeFileSync(join(project.folder, 'key.pem'), 'one\ntwo\n');
  const { code, stderr } = await ensure('--from-file', 'backend/jwt-secret=key.pem');
  expect(code).toBe(2);
  expect(stderr).toContain('backend/jwt-secret has a line end');
  expect(readdirSync(project.folder)).not.toContain('.secrets');
});

test('what only a person has is asked for, with the option that takes it', async () => {
  const path = join(project.folder, 'app.yaml');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('jwt-secret: { generate: 48 }', 'jwt-secret: { generate: false }'),
  );
  const { code, stderr } = await ensure();
  expect(code).toBe(3);
  expect(stderr).toContain('1 missing: give it with --from-file backend/jwt-secret=FILE\n');
});

test('a dry run writes nothing', async () => {
  expect((await ensure('--dry-run')).code).toBe(0);
  expect(readdirSync(project.folder)).not.toContain('.secrets');
});

test('no new password is made for a volume whose password is lost', async () => {
  await ensure();
  rmSync(secrets(), { recursive: true });
  volumesOfDocker(['pfm-development_postgres-data']);
  const { code, stderr } = await ensure();
  expect({ code, stderr }).toMatchObject({ code: 1 });
  expect(stderr).toContain('pfm-development_postgres-data of postgres exists');
});

test('an engine that does not answer is no engine without volumes', async () => {
  writeFileSync(join(bin, 'docker'), '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n');
  const { code, stderr } = await ensure();
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('the Docker engine does not answer') });
  expect(stderr).toContain('Cannot connect to the Docker daemon');
  expect(readdirSync(project.folder)).not.toContain('.secrets');
});

test('without Docker the files may be for another machine', async () => {
  rmSync(join(bin, 'docker'));
  expect((await ensure()).stdout).toContain('postgres/password: generated');
});
