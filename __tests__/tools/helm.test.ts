import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { buildEnvironment } from '../../emit/built';
import { emitHelm } from '../../emit/helm/helm';
import { findTestTool } from '../../tools/find';
import { type AnyObject, modelsOf, PROJECTS } from '../support/projects';

const scratch = mkdtempSync(join(tmpdir(), 'manifold-helm-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const HELMS = ['helm', 'helm4'].flatMap((name) => {
  const file = findTestTool(name);
  return file === undefined ? [] : [[name, file] as const];
});

/** The objects in an order of their own, without what Helm says about itself. */
function comparable(objects: readonly AnyObject[]): Record<string, AnyObject> {
  const hooks = objects.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined);
  const clean = JSON.parse(JSON.stringify(hooks), (key, value) => {
    if (key !== 'labels' || typeof value !== 'object') return value;
    const { 'helm.sh/chart': _chart, 'app.kubernetes.io/managed-by': _managed, ...labels } = value;
    return labels;
  }) as AnyObject[];
  return Object.fromEntries(clean.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

const CHARTS = PROJECTS.map(({ name, folder }) => {
  const models = modelsOf(folder);
  const environments = models.map(buildEnvironment);
  const artifacts = emitHelm(environments);
  for (const { path, content } of artifacts) {
    const file = join(scratch, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { name, environments, chart: join(scratch, name, 'helm', models[0]?.application.name ?? '') };
});

function template(helm: string, chart: string, args: readonly string[]): AnyObject[] {
  const text = execFileSync(helm, ['template', ...args.slice(0, 1), chart, ...args.slice(1)], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return parseAllDocuments(text, { version: '1.1', schema: 'yaml-1.1' })
    .map((each) => each.toJS() as AnyObject)
    .filter((each) => each !== null);
}

describe.each(HELMS)('%s', (_helm, helm) => {
  const rows = CHARTS.flatMap(({ name, environments, chart }) =>
    environments.map(({ model, objects }) => [`${name} ${model.environment.name}`, { chart, model, objects }] as const),
  );

  test.each(rows)('template of %s gives the manifests, object by object', (_title, { chart, model, objects }) => {
    const { name, namespace } = model.environment;
    // The longest name of a release (Helm); the label that holds it is cut at 63.
    const release = `${model.application.name}-${name}`.slice(0, 53);
    const values = join(chart, `values-${name}.yaml`);
    const rendered = comparable(template(helm, chart, [release, '-n', namespace, '-f', values]));
    const instance = `${model.application.name}-${name}`.slice(0, 63);
    const label = (name: string): string => `"app.kubernetes.io/instance":${JSON.stringify(name)}`;
    const wanted = comparable(JSON.parse(JSON.stringify(objects).replaceAll(label(instance), label(release))));
    expect(Object.keys(rendered).sort()).toEqual(Object.keys(wanted).sort());
    expect(rendered).toEqual(wanted);
  });

  test.each(rows)('lint --strict of %s', (_title, { chart, model }) => {
    const values = join(chart, `values-${model.environment.name}.yaml`);
    const said = execFileSync(helm, ['lint', '--strict', chart, '-f', values], { encoding: 'utf8', stdio: 'pipe' });
    expect(said).toContain('1 chart(s) linted, 0 chart(s) failed');
  });
});
