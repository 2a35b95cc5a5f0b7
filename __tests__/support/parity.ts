import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { env } from 'node:process';
import { synthesize } from '../../emit/synth';
import type { Comparison } from '../../review/parity/compare';
import { findTestTool } from '../../tools/find';
import { REPOSITORY, runIn } from './command-line';
import { modelsOf } from './projects';

const tools = ['helm', 'docker-compose'].map(findTestTool);

/** Whether the programs that read the outputs back are there; under CI a missing one is an error. */
export const HAS_PARITY_TOOLS = !tools.includes(undefined);

/** The folders of these programs. */
export const PARITY_FOLDERS = tools.flatMap((tool) => (tool === undefined ? [] : [dirname(tool)]));

const path = [join(REPOSITORY, '.tools', 'bin'), env.PATH].join(delimiter);

/** Writes every output of a project into a folder. */
export function writeOutputs(project: string, dist: string): string {
  for (const { path: file, content } of synthesize(modelsOf(project))) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), content);
  }
  return dist;
}

/** What `manifold parity --output json` says. */
export async function runParity(
  project: string,
  dist: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly environments: readonly Comparison[] }> {
  const words = ['parity', ...args, '--project', project, '--dir', dist, '--output', 'json'];
  const { code, stdout, stderr } = await runIn(REPOSITORY, words, { ...env, PATH: path });
  if (stdout === '') throw new Error(`exit code ${code}: ${stderr}`);
  return { code, ...(JSON.parse(stdout) as { environments: Comparison[] }) };
}
