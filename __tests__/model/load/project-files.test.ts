import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../../model/load/load';
import { openProject } from '../../../model/load/project-files';
import { runIn } from '../../support/command-line';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
`;

let scratch: string;
let folder: string;
let outside: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'manifold-inputs-'));
  [folder, outside] = [join(scratch, 'project'), join(scratch, 'outside')];
  mkdirSync(outside);
  writeFileSync(join(outside, 'app.yaml'), APP);
  writeFileSync(join(outside, 'dev.yaml'), '{}\n');
  write('app.yaml', APP);
  write('envs/dev.yaml', '{}\n');
});

afterEach(() => rmSync(scratch, { recursive: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Links by their targets, so that a test says who leads where. */
function link(path: string, target: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  rmSync(join(folder, path), { recursive: true, force: true });
  symlinkSync(target, join(folder, path));
}

function load() {
  const { environments, issues } = loadProject(openProject(folder, folder));
  const found = issues.map(({ severity, message, nearest, position: at }) =>
    [`${at?.file}:${at?.line}:${at?.column}: ${severity}: ${message}`, ...(nearest ? [nearest] : [])].join(' -> '),
  );
  return { names: environments.map(({ name }) => name), found };
}

describe('files in envs/', () => {
  test('a link within the project is followed', () => {
    write('shared/live.yaml', 'namespace: live\n');
    link('envs/live.yaml', '../shared/live.yaml');
    expect(load()).toEqual({ names: ['dev', 'live'], found: [] });
  });

  test.each<[string, () => void, string]>([
    ['a link to the outside', () => link('envs/qa.yaml', join(outside, 'dev.yaml')), 'lies outside the project'],
    ['a link to nowhere', () => link('envs/qa.yaml', 'gone.yaml'), 'is a link that leads nowhere'],
    ['a folder', () => mkdirSync(join(folder, 'envs', 'qa.yaml')), 'is a folder'],
  ])('%s is an error', (_title, make, why) => {
    make();
    expect(load()).toEqual({ names: ['dev'], found: [`envs/qa.yaml:1:1: error: the file ${why}`] });
  });

  test.each([
    ['envs/qa.yml', 'qa.yaml'],
    ['envs/qa.YAML', 'qa.yaml'],
    ['envs/default.Yml', 'default.yaml'],
    ['envs/clouds/aws.yml', 'aws.yaml'],
    ['envs/outputs/dev.yml', 'dev.yaml'],
  ])('%s is an error that names %s', (path, wanted) => {
    write(path, '{}\n');
    const message = `only files that end in .yaml are read: rename it to ${wanted}`;
    expect(load().found).toEqual([`${path}:1:1: error: ${message} -> ${wanted}`]);
  });

  test('a layer of a cloud that there is not is a warning', () => {
    write('envs/clouds/asw.yaml', '{}\n');
    write('envs/clouds/aws.yaml', '{}\n');
    expect(load().found).toEqual([
      'envs/clouds/asw.yaml:1:1: warning: no environment reads this layer: "asw" is no provider -> aws',
    ]);
  });

  test('an environment that was renamed to an ending that is not read keeps its output', async () => {
    write('envs/live.yaml', 'namespace: live\n');
    expect((await runIn(folder, ['synth'])).code).toBe(0);
    renameSync(join(folder, 'envs', 'live.yaml'), join(folder, 'envs', 'live.yml'));
    const { code, stderr } = await runIn(folder, ['synth']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('rename it to live.yaml') });
    expect(readdirSync(join(folder, 'dist'))).toContain('shop-live.k8s.yaml');
  });
});

describe('names of environments', () => {
  test.each([
    ['My Dev', 'my-dev'],
    ['ünï', 'n'],
    ['{{x}}', 'x'],
    ['a.b', 'a-b'],
    ['__proto__', undefined],
    ['constructor', undefined],
  ])('%s is refused', async (name, near) => {
    write(`envs/${name}.yaml`, '{}\n');
    const { code, stderr } = await runIn(folder, ['synth']);
    expect(code).toBe(2);
    expect(stderr).toContain(`envs/${name}.yaml:1:1: error: the name of an environment: "${name}" is`);
    if (near !== undefined) expect(stderr).toContain(`did you mean ${near}?\n    allowed: lower-case letters`);
    expect(readdirSync(folder)).toEqual(['app.yaml', 'envs']);
  });

  test('hidden files are those of editors', () => {
    for (const name of ['.#dev', '.hidden', '._dev']) write(`envs/${name}.yaml`, 'x: [\n');
    link('envs/.#live.yaml', 'user@host.123');
    expect(load()).toEqual({ names: ['dev'], found: [] });
  });

  test('the only environment being wrong is not the same as there being none', async () => {
    renameSync(join(folder, 'envs', 'dev.yaml'), join(folder, 'envs', 'Dev.yaml'));
    expect((await runIn(folder, ['validate'])).stdout).toContain('did you mean dev?');
    expect((await runIn(folder, ['explain', 'Dev', 'domain'])).stderr).toContain('did you mean dev?');
  });
});

describe('what is there and cannot be read is no missing file', () => {
  const large = `${'# '.padEnd(4 * 1024 * 1024, 'x')}\n`;
  test.each<[string, () => void, string]>([
    [
      'app.yaml linked to the outside',
      () => link('app.yaml', join(outside, 'app.yaml')),
      'app.yaml:1:1: error: the file lies outside the project',
    ],
    [
      'app.yaml linked to nowhere',
      () => link('app.yaml', 'gone'),
      'app.yaml:1:1: error: the file is a link that leads nowhere',
    ],
    [
      'app.yaml as a folder',
      () => {
        rmSync(join(folder, 'app.yaml'));
        mkdirSync(join(folder, 'app.yaml'));
      },
      'app.yaml:1:1: error: the file is a folder',
    ],
    ['a large app.yaml', () => write('app.yaml', large), 'app.yaml:1:1: error: the file is larger than 4 MiB'],
    ['envs linked to the outside', () => link('envs', outside), 'envs:1:1: error: the folder lies outside the project'],
    ['envs as a file', () => link('envs', 'app.yaml'), 'envs:1:1: error: the folder is no folder'],
    [
      'custom.yaml linked to the outside',
      () => link('envs/custom.yaml', join(outside, 'dev.yaml')),
      'envs/custom.yaml:1:1: error: the file lies outside the project',
    ],
    [
      'a large environment',
      () => write('envs/dev.yaml', large),
      'envs/dev.yaml:1:1: error: the file is larger than 4 MiB',
    ],
  ])('%s', (_title, make, expected) => {
    make();
    expect(load().found).toEqual([expected]);
  });

  test('envs linked to a folder of the project is read', () => {
    cpSync(join(folder, 'envs'), join(folder, 'places'), { recursive: true });
    link('envs', 'places');
    expect(load()).toEqual({ names: ['dev'], found: [] });
  });
});

describe('a byte that is no UTF-8', () => {
  test.each([
    [['outputs', 'dev', '--file', 'input']],
    [['secrets', 'ensure', 'dev', '--method', 'compose', '--from-file', 'keys/main=input']],
  ])('is told of in the file that %j reads', async (words) => {
    write('input', Buffer.from('one\ncaf\xe9\n', 'latin1'));
    const { code, stderr } = await runIn(folder, words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/input:2:4: not valid UTF-8\n$/) });
  });

  test('is an error at its line and column', () => {
    write('envs/dev.yaml', Buffer.concat([Buffer.from('# é\ndomain: "é'), Buffer.from([0xe9]), Buffer.from('"\n')]));
    expect(load().found).toEqual(['envs/dev.yaml:2:11: error: the file is not valid UTF-8 in line 2']);
  });

  test('is one in an init script as well', () => {
    const services =
      'backingServices:\n  db:\n    engine: postgres\n    image: "postgres:15"\n    database: shop\n    user: shop\n';
    write('app.yaml', `${APP}    needs: [db]\n${services}    initScripts: [db/one.sql, db/two.sql]\n`);
    write('db/one.sql', Buffer.from("SELECT 1;\nSELECT 'caf\xe9';\n", 'latin1'));
    expect(load().found).toEqual([
      'app.yaml:15:19: error: cannot read the file db/one.sql: it is not valid UTF-8 in line 2',
      'app.yaml:15:31: error: cannot read the file db/two.sql: it is not there',
    ]);
  });
});
