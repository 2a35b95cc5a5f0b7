import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Artifact } from '../../emit/artifact';

/** A chart in a temporary folder. */
export interface ChartFolder {
  readonly folder: string;
  /** The values file of an environment. */
  valuesOf(environment: string): string;
  remove(): void;
}

/** Writes the chart of a release where helm can read it; paths begin with `helm/<application>/`. */
export function writeChart(artifacts: readonly Artifact[]): ChartFolder {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-chart-'));
  for (const { path, content } of artifacts) {
    const file = join(folder, ...path.split('/').slice(2));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
  }
  return {
    folder,
    valuesOf: (environment) => join(folder, `values-${environment}.yaml`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
