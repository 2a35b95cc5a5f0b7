import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An empty folder in the place of whatever an earlier run left there. */
export function emptyFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Hard links cost neither time nor space; files of the copy may be replaced, never written to. */
export function linkedCopy(source, target) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  execFileSync('cp', ['-al', source, target]);
  return target;
}

export function copyInto(root, source, place, mode = 0o755) {
  const target = join(root, place);
  mkdirSync(dirname(target), { recursive: true });
  rmSync(target, { force: true });
  copyFileSync(source, target);
  chmodSync(target, mode);
}

export function makeSticky(root, place) {
  mkdirSync(join(root, place), { recursive: true });
  chmodSync(join(root, place), 0o1777);
}

export function linkInto(root, place, to) {
  rmSync(join(root, place), { force: true });
  symlinkSync(to, join(root, place));
}

/** The shared libraries that a program loads, under the very paths at which it looks for them. */
export function copyLibraries(root, program) {
  const { stdout: listing, stderr } = spawnSync('ldd', [program], { encoding: 'utf8' });
  // A static program, as Go makes them, has none.
  if (stderr.includes('not a dynamic executable')) return;
  if (listing === '') throw new Error(`ldd ${program}: ${stderr}`);
  for (const [, library] of listing.matchAll(/(?:=>\s*|^\s*)(\/\S+)\s+\(0x/gm)) {
    copyInto(root, realpathSync(library), library);
  }
}

function isTaken(file) {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Puts busybox into /bin with a link for each applet whose name is still free in /bin and /usr/bin. */
export function addBusybox(root, busybox) {
  copyInto(root, busybox, 'bin/busybox');
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const applet of applets) {
    if (isTaken(join(root, 'bin', applet)) || isTaken(join(root, 'usr', 'bin', applet))) continue;
    symlinkSync('busybox', join(root, 'bin', applet));
  }
}
