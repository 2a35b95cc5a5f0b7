import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type BuiltEnvironment, buildEnvironment } from '../../emit/built';
import { emitHelm } from '../../emit/helm/helm';
import type { Model } from '../../model/model';
import { type AnyObject, modelsOf } from './projects';

/** A chart on disk with the environments that it was made of. */
export interface WrittenChart {
  readonly folder: string;
  readonly environments: readonly BuiltEnvironment[];
}

/** Writes the chart of a project below a folder. */
export function writeChart(project: string, target: string): WrittenChart {
  const environments = modelsOf(project).map(buildEnvironment);
  for (const { path, content } of emitHelm(environments)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content);
  }
  return { folder: join(target, 'helm', environments[0]?.model.application.name ?? ''), environments };
}

/** The release name under which the chart gives the manifests; Helm takes 53 characters. */
export function releaseName(model: Model): string {
  return `${model.application.name}-${model.environment.name}`.slice(0, 53);
}

/** The values file of an environment. */
export function valuesFile(folder: string, environment: string): string {
  return join(folder, `values-${environment}.yaml`);
}

/** The objects that `helm template` prints, read as YAML 1.1, as Kubernetes does. */
export function renderChart(helm: string, release: string, args: readonly string[]): AnyObject[] {
  const text = execFileSync(helm, ['template', release, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return parseAllDocuments(text, { version: '1.1', schema: 'yaml-1.1' })
    .map((each) => each.toJS() as AnyObject)
    .filter((each) => each !== null);
}

/** What `helm template` says when it refuses; fails when it does not. */
export function refusalOf(helm: string, args: readonly string[]): string {
  const { status, stderr } = spawnSync(helm, ['template', 'release', ...args], { encoding: 'utf8' });
  if (status === 0) throw new Error('helm template did not refuse');
  return stderr;
}
