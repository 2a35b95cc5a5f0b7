import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execPath, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { labFile, labRoot, labScripts } from './lab.mjs';
import { addBusybox, copyInto, copyLibraries, emptyFolder, linkedCopy, linkInto, makeSticky } from './rootfs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const serviceDir = join(here, '..', 'service');
const work = join(labRoot, 'w');
const mkimage = labFile(join(labScripts, 'mkimage.sh'), 'a checkout');
const WGET = '/usr/bin/wget';
const busybox = labFile(join(work, 'bb', 'bin', 'busybox'), 'images.sh');

function filesOf(folder) {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}

function nodeRootfs(root) {
  emptyFolder(root);
  addBusybox(root, busybox);
  makeSticky(root, 'tmp');
  copyInto(root, execPath, 'usr/bin/node');
  copyLibraries(root, execPath);
  // The shell of busybox would run its own wget, whatever stands on PATH.
  rmSync(join(root, 'bin', 'sh'), { force: true });
  copyInto(root, '/bin/dash', 'bin/sh', 0o755);
  copyLibraries(root, '/bin/dash');
  rmSync(join(root, 'bin', 'wget'), { force: true });
  copyInto(root, join(here, 'wget.cjs'), 'bin/wget', 0o755);
  for (const file of filesOf(serviceDir)) copyInto(root, file, join('app', file.slice(serviceDir.length)), 0o644);
}

function postgresRootfs(root) {
  linkedCopy(join(work, 'pg', 'fs'), root);
  const binaries = join(root, 'usr', 'lib', 'postgresql', '15', 'bin');
  // Debian's own links lead to a Perl wrapper that wants to know the cluster; the official image has the plain programs.
  for (const name of readdirSync(binaries))
    linkInto(root, join('usr', 'bin', name), `../lib/postgresql/15/bin/${name}`);
  // The just-in-time compiler is a third of the image and is left out at run time when its library is absent.
  for (const name of readdirSync(join(root, 'usr', 'lib', 'x86_64-linux-gnu'))) {
    if (name.startsWith('libLLVM')) rmSync(join(root, 'usr', 'lib', 'x86_64-linux-gnu', name));
  }
  rmSync(join(root, 'usr', 'lib', 'postgresql', '15', 'lib', 'llvmjit.so'), { force: true });
  rmSync(join(root, 'usr', 'lib', 'postgresql', '15', 'lib', 'bitcode'), { recursive: true, force: true });
  copyInto(root, join(labScripts, 'pg-entry.sh'), 'usr/local/bin/pg-entry.sh');
  copyInto(root, join(here, 'postgres-entrypoint.sh'), 'usr/local/bin/docker-entrypoint.sh');
  mkdirSync(join(root, 'docker-entrypoint-initdb.d'), { recursive: true });
}

function redisRootfs(root) {
  linkedCopy(join(work, 'redis', 'fs'), root);
  addBusybox(root, busybox);
  // Debian's configuration is readable by its own user only, and a mounted file must be reachable under any uid.
  rmSync(join(root, 'etc', 'redis'), { recursive: true, force: true });
  mkdirSync(join(root, 'etc', 'redis'));
  chmodSync(join(root, 'etc', 'redis'), 0o755);
}

/** One program of Debian, or of `npm run tools`, with a shell's worth of tools around it. */
function programRootfs(file, path, { folders = [], files = [] }) {
  return (root) => {
    emptyFolder(root);
    addBusybox(root, busybox);
    makeSticky(root, 'tmp');
    // That of a static busybox ends with a segmentation fault where it asks for an address.
    rmSync(join(root, 'bin', 'wget'), { force: true });
    copyInto(root, WGET, 'bin/wget');
    copyLibraries(root, WGET);
    for (const each of files) copyInto(root, each, each.slice(1));
    copyInto(root, file, path);
    copyLibraries(root, file);
    for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  };
}

function programImage({ name, tag, file, path, user, ...extra }) {
  const program = labFile(file, 'npm run tools, or the Debian packages of .ci/run');
  const assemble = programRootfs(program, path, extra);
  return { name, tag, user, entrypoint: [`/${path}`], inputs: [program, busybox, WGET], assemble };
}

const tools = join(here, '..', '..', '..', '.tools', 'bin');

const images = [
  {
    name: 'node',
    tag: '1',
    user: '10001:10001',
    entrypoint: ['/usr/bin/node', '/app/server.js'],
    inputs: [execPath, busybox, join(here, 'wget.cjs'), ...filesOf(serviceDir)],
    assemble: nodeRootfs,
  },
  {
    name: 'postgres',
    tag: '15',
    user: '10999:10999',
    entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
    inputs: [
      labFile(join(work, 'pg', 'fs', 'usr/lib/postgresql/15/bin/postgres'), 'pgimage.sh'),
      labFile(join(labScripts, 'pg-entry.sh'), 'a checkout'),
      join(here, 'postgres-entrypoint.sh'),
    ],
    assemble: postgresRootfs,
  },
  {
    name: 'redis',
    tag: '7',
    user: '10999:10999',
    entrypoint: ['/usr/bin/redis-server'],
    inputs: [labFile(join(work, 'redis', 'fs', 'usr/bin/redis-check-rdb'), 'images.sh'), busybox],
    assemble: redisRootfs,
  },
  programImage({
    name: 'prometheus',
    tag: '2',
    file: '/usr/bin/prometheus',
    path: 'bin/prometheus',
    user: '65534:65534',
    folders: ['prometheus', 'etc/prometheus'],
  }),
  programImage({
    name: 'alertmanager',
    tag: '0',
    file: '/usr/bin/prometheus-alertmanager',
    path: 'bin/alertmanager',
    user: '65534:65534',
    folders: ['alertmanager', 'etc/alertmanager'],
    files: ['default.tmpl', 'email.tmpl'].map((name) => `/usr/share/prometheus/alertmanager/${name}`),
  }),
  programImage({
    name: 'postgres-exporter',
    tag: '0',
    file: join(tools, 'postgres_exporter'),
    path: 'bin/postgres_exporter',
    user: '65534:65534',
  }),
  programImage({
    name: 'redis-exporter',
    tag: '1',
    file: '/usr/bin/prometheus-redis-exporter',
    path: 'redis_exporter',
    user: '59000:59000',
  }),
  programImage({
    name: 'blackbox-exporter',
    tag: '0',
    file: '/usr/bin/prometheus-blackbox-exporter',
    path: 'bin/blackbox_exporter',
    user: '65534:65534',
  }),
];

/** Covers the recipe and the content of all inputs, so that an unchanged image is neither built nor imported again. */
function keyOf(image) {
  const hash = createHash('sha256').update(JSON.stringify([image.name, image.tag, image.user, image.entrypoint]));
  for (const file of [...image.inputs, mkimage, join(here, 'build.mjs'), join(here, 'rootfs.mjs')]) {
    hash.update(`\0${basename(file)}\0${statSync(file).mode}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function build(image) {
  const archive = join(labRoot, 'images', `manifold-e2e-${image.name}.tar`);
  const keyFile = `${archive}.key`;
  const key = keyOf(image);
  const title = `lab.local/manifold-e2e/${image.name}:${image.tag}`;
  if (existsSync(archive) && existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) {
    stdout.write(`${title}: unchanged\n`);
    return;
  }
  const root = join(work, 'manifold-e2e', image.name);
  image.assemble(root);
  // Gone while the archive is written, so that an interrupted build is never taken for a finished one.
  rmSync(keyFile, { force: true });
  execFileSync(mkimage, [title, root, archive, JSON.stringify(image.entrypoint), image.user], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(keyFile, key);
  stdout.write(`${title}: ${Math.round(statSync(archive).size / 1e6)} MB\n`);
}

for (const image of images) build(image);
