import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import type { Artifact } from '../../emit/artifact';
import { makeStateFolder, stateFolder } from '../local/state-folder';

/** What Compose is given of a release. */
export interface ProjectFiles {
  readonly composeFile: string;
  /** Folder of what services mount; its name changes with its content, so that they get the new one. */
  readonly folder: string;
}

/** One service of compose.yaml, as far as deploying looks at it. */
export interface ComposeService {
  readonly profiles?: readonly string[];
  readonly ports?: readonly { readonly published: string; readonly host_ip?: string }[];
}

const COMPOSE_FILE = 'compose.yaml';
const MODES = { folder: 0o755, file: 0o644 };

/** Paths of the files below the folder of their environment. */
function relative(artifacts: readonly Artifact[]): Artifact[] {
  return artifacts.map(({ path, content }) => ({ path: path.split('/').slice(2).join('/'), content }));
}

/** The text of compose.yaml. */
export function composeText(artifacts: readonly Artifact[]): string {
  return relative(artifacts).find(({ path }) => path === COMPOSE_FILE)?.content ?? '';
}

/** Every service, also those that start with a profile alone. */
export function allServicesOf(artifacts: readonly Artifact[]): Readonly<Record<string, ComposeService>> {
  const { services = {} } = load(composeText(artifacts)) as { readonly services?: Record<string, ComposeService> };
  return services;
}

/** The services that start without a profile. */
export function servicesOf(artifacts: readonly Artifact[]): Readonly<Record<string, ComposeService>> {
  const services = Object.entries(allServicesOf(artifacts));
  return Object.fromEntries(services.filter(([, { profiles = [] }]) => profiles.length === 0));
}

/** Where the files of a release lie, whether they are there or not. */
export function projectFilesOf(
  artifacts: readonly Artifact[],
  place: { readonly projectFolder: string; readonly environment: string },
): ProjectFiles {
  const mounted = relative(artifacts).filter(({ path }) => path !== COMPOSE_FILE);
  const names = [place.environment, 'compose'] as const;
  return {
    folder: stateFolder(place.projectFolder, ...names, `files-${hashOf(mounted)}`),
    composeFile: stateFolder(place.projectFolder, ...names, `compose-${hashOf(relative(artifacts))}.yaml`),
  };
}

function hashOf(artifacts: readonly Artifact[]): string {
  return createHash('sha256').update(JSON.stringify(artifacts)).digest('hex').slice(0, 16);
}

/** Writes the files of a release, each folder whole or not at all; one that is there already stays as it is. */
export function writeProjectFiles(
  artifacts: readonly Artifact[],
  place: { readonly projectFolder: string; readonly environment: string },
): ProjectFiles {
  const files = projectFilesOf(artifacts, place);
  const parent = makeStateFolder(place.projectFolder, place.environment, 'compose');
  const temporary = join(parent, `.new-${process.pid}`);
  rmSync(temporary, { recursive: true, force: true });
  for (const { path, content } of relative(artifacts)) {
    const file = path === COMPOSE_FILE ? join(temporary, path) : join(temporary, 'files', path);
    mkdirSync(dirname(file), { recursive: true, mode: MODES.folder });
    writeFileSync(file, content, { mode: MODES.file });
  }
  mkdirSync(join(temporary, 'files'), { recursive: true, mode: MODES.folder });
  if (!existsSync(files.folder)) renameSync(join(temporary, 'files'), files.folder);
  renameSync(join(temporary, COMPOSE_FILE), files.composeFile);
  rmSync(temporary, { recursive: true, force: true });
  return files;
}

/** Removes files of releases that are no longer kept. */
export function removeOtherFiles(
  kept: readonly (readonly Artifact[])[],
  place: { readonly projectFolder: string; readonly environment: string },
): void {
  const wanted = new Set(kept.flatMap((artifacts) => Object.values(projectFilesOf(artifacts, place))));
  const folder = stateFolder(place.projectFolder, place.environment, 'compose');
  for (const name of readdirSync(folder).filter((each) => /^(?:files|compose)-[0-9a-f]{16}(?:\.yaml)?$/.test(each)))
    if (!wanted.has(join(folder, name))) rmSync(join(folder, name), { recursive: true, force: true });
}
