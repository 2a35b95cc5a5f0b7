import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import type { Journal } from '../release/journal';
import type { ReleaseRecord } from '../release/record';
import { replaceFile } from '../replace-file';
import { makeStateFolder, stateFolder } from './state-folder';

const MODES = { file: 0o600, folder: 0o700 };

/** Releases as folders `.manifold/<environment>/<method>/releases/<number>`, with the record and the files of each. */
export class FileJournal implements Journal {
  private readonly projectFolder: string;
  private readonly names: readonly string[];

  constructor(projectFolder: string, environment: string, method: string) {
    this.projectFolder = projectFolder;
    this.names = [environment, method, 'releases'];
  }

  async list(): Promise<readonly ReleaseRecord[]> {
    const folder = stateFolder(this.projectFolder, ...this.names);
    if (!existsSync(folder)) return [];
    // A folder without a record is one that was being made.
    const numbers = readdirSync(folder).filter((name) => /^\d+$/.test(name));
    return numbers.map((name) => parse(join(folder, name, 'release.json')) as ReleaseRecord);
  }

  async content(number: number): Promise<readonly Artifact[]> {
    const file = join(stateFolder(this.projectFolder, ...this.names), String(number), 'files.json');
    if (!existsSync(file)) throw new UserError(`release ${number} is not kept any more`, { exitCode: EXIT.failed });
    return parse(file) as Artifact[];
  }

  async create(record: ReleaseRecord, artifacts: readonly Artifact[]): Promise<void> {
    const folder = makeStateFolder(this.projectFolder, ...this.names);
    const final = join(folder, String(record.number));
    if (lstatSync(final, { throwIfNoEntry: false }) !== undefined)
      throw new UserError(`release ${record.number} was made by somebody else meanwhile`, { exitCode: EXIT.locked });
    const temporary = join(folder, `.new-${process.pid}`);
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { mode: MODES.folder });
    replaceFile(join(temporary, 'files.json'), `${JSON.stringify(artifacts)}\n`, MODES);
    replaceFile(join(temporary, 'release.json'), `${JSON.stringify(record, null, 2)}\n`, MODES);
    renameSync(temporary, final);
  }

  async update(record: ReleaseRecord): Promise<void> {
    const file = join(stateFolder(this.projectFolder, ...this.names), String(record.number), 'release.json');
    replaceFile(file, `${JSON.stringify(record, null, 2)}\n`, MODES);
  }

  async remove(number: number): Promise<void> {
    rmSync(join(stateFolder(this.projectFolder, ...this.names), String(number)), { recursive: true, force: true });
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file} is not what manifold wrote: move it away to go on`, {
      exitCode: EXIT.failed,
      cause: error,
    });
  }
}
