import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { findTestTool } from '../../tools/find';
import { releaseName, renderChart, valuesFile, writeChart } from '../support/charts';
import { type AnyObject, PROJECTS } from '../support/projects';

const scratch = mkdtempSync(join(tmpdir(), 'manifold-helm-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const CHARTS = PROJECTS.map(({ name, folder }) => ({ name, ...writeChart(folder, join(scratch, name)) }));

/** The objects by kind and name, without hooks and without what Helm says about itself. */
function comparable(objects: readonly AnyObject[]): Record<string, AnyObject> {
  const own = objects.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined);
  const clean = JSON.parse(JSON.stringify(own), (key, value) => {
    if (key !== 'labels' || typeof value !== 'object') return value;
    const { 'helm.sh/chart': _chart, 'app.kubernetes.io/managed-by': _managed, ...labels } = value;
    return labels;
  }) as AnyObject[];
  return Object.fromEntries(clean.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

describe.each(['helm', 'helm4'])('%s', (tool) => {
  const helm = findTestTool(tool);
  // Without the tool outside of CI: npm run tools builds it.
  const check = helm === undefined ? test.skip : test;
  const rows = CHARTS.flatMap(({ name, environments, folder }) =>
    environments.map(
      ({ model, objects }) => [`${name} ${model.environment.name}`, { folder, model, objects }] as const,
    ),
  );

  check.each(rows)('template of %s gives the manifests, object by object', (_title, { folder, model, objects }) => {
    const { name, namespace } = model.environment;
    const release = releaseName(model);
    const args = [folder, '-n', namespace, '-f', valuesFile(folder, name)];
    const rendered = comparable(renderChart(helm ?? '', release, args));
    const label = (text: string): string => `"app.kubernetes.io/instance":${JSON.stringify(text)}`;
    const instance = `${model.application.name}-${name}`.slice(0, 63);
    const wanted = comparable(JSON.parse(JSON.stringify(objects).replaceAll(label(instance), label(release))));
    expect(Object.keys(rendered).sort()).toEqual(Object.keys(wanted).sort());
    expect(rendered).toEqual(wanted);
  });

  check.each(rows)('lint --strict of %s', (_title, { folder, model }) => {
    const args = ['lint', '--strict', folder, '-f', valuesFile(folder, model.environment.name)];
    const said = execFileSync(helm ?? '', args, { encoding: 'utf8', stdio: 'pipe' });
    expect(said).toContain('1 chart(s) linted, 0 chart(s) failed');
  });

  check('finds a template that differs from the manifests by one value', () => {
    const { folder, environments } = CHARTS.find(({ name }) => name === 'pfm') ?? CHARTS[0] ?? fail();
    const [first] = environments;
    const args = [
      folder,
      '-f',
      valuesFile(folder, first?.model.environment.name ?? ''),
      '--set',
      'components.backend.replicas=7',
    ];
    const changed = comparable(renderChart(helm ?? '', 'pfm-development', args));
    expect(changed['Deployment backend'].spec.replicas).toBe(7);
    expect(changed).not.toEqual(comparable(first?.objects ?? []));
  });
});

function fail(): never {
  throw new Error('no chart was written');
}
