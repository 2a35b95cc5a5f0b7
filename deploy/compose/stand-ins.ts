import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretVariablesOf, variablesFile } from '../../emit/compose/secret-files';
import type { Model } from '../../model/model';

/** A folder in place of that with the secrets of an environment. */
export interface StandIns {
  readonly folder: string;
  remove(): void;
}

/** Writes an env file for each component in which every secret is named, not told: `NAME=<prefix>secret/key`. */
export function writeStandIns(model: Model, prefix: string): StandIns {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-stand-ins-'));
  for (const component of model.components) {
    const lines = Object.entries(secretVariablesOf(component)).map(
      ([name, { secret, key }]) => `${name}=${prefix}${secret}/${key}\n`,
    );
    if (lines.length > 0) writeFileSync(join(folder, variablesFile(component)), lines.join(''), { mode: 0o600 });
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
