import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { buildArgocdObjects } from '../../charts/argocd/build';
import { buildEnvironment } from '../../emit/built';
import { toYaml } from '../../emit/yaml';
import type { GitopsModel } from '../../model/gitops';
import type { Model } from '../../model/model';
import { findTestTool } from '../../tools/find';
import { type AnyObject, modelsOf, PROJECTS } from '../support/projects';

const tool = findTestTool('helm');
const withTool = tool === undefined ? describe.skip : describe;
const scratch = mkdtempSync(join(tmpdir(), 'application-set-'));

afterAll(() => rmSync(scratch, { recursive: true }));

/** Helm has the same templates as ApplicationSets: Go's, with the functions of Sprig. */
function render(texts: readonly string[], elements: readonly AnyObject[]): AnyObject[][] {
  mkdirSync(join(scratch, 'templates'), { recursive: true });
  writeFileSync(join(scratch, 'Chart.yaml'), 'apiVersion: v2\nname: set\nversion: 0.0.0\n');
  writeFileSync(join(scratch, 'values.yaml'), JSON.stringify({ elements }));
  const body = texts.map((text) => `---\n${text}`).join('');
  writeFileSync(join(scratch, 'templates', 'set.yaml'), `{{- range .Values.elements }}\n${body}{{- end }}\n`);
  const { status, stdout, stderr } = spawnSync(tool ?? '', ['template', 'set', scratch], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const documents = parseAllDocuments(stdout).map((document) => document.toJS() as AnyObject);
  return elements.map((_, index) => documents.slice(index * texts.length, (index + 1) * texts.length));
}

function merged(base: AnyObject, patch: AnyObject): AnyObject {
  if (Array.isArray(base) || typeof base !== 'object' || typeof patch !== 'object') return patch;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(patch)])];
  return Object.fromEntries(
    keys.map((key) => [key, key in patch && key in base ? merged(base[key], patch[key]) : (patch[key] ?? base[key])]),
  );
}

/** An empty text is left out of an Application: its fields are optional texts. */
function withoutEmpty({ spec, metadata }: AnyObject): AnyObject {
  const destination = Object.fromEntries(Object.entries(spec.destination).filter(([, value]) => value !== ''));
  return { name: metadata.name, annotations: metadata.annotations, spec: { ...spec, destination } };
}

const rows = PROJECTS.flatMap(({ name, folder }) => {
  const models = modelsOf(folder).filter(({ gitops }) => gitops);
  return models.length === 0 ? [] : (['directory', 'helm'] as const).map((source) => [name, source, models] as const);
});

withTool(tool === undefined ? 'templates (skipped: helm is not installed)' : 'templates', () => {
  test.each(rows)('the ApplicationSet of %s, source %s, makes the same Applications', (_name, source, models) => {
    const objectsAs = (objects: GitopsModel['objects']): AnyObject[] =>
      buildArgocdObjects(
        models
          .map((model): Model => ({ ...model, ...(model.gitops && { gitops: { ...model.gitops, source, objects } }) }))
          .map(buildEnvironment),
      );
    const wanted = objectsAs('applications').filter(({ kind }) => kind === 'Application');
    const { spec } = objectsAs('applicationSet').find(({ kind }) => kind === 'ApplicationSet') as AnyObject;
    const made = render([toYaml(spec.template), spec.templatePatch], spec.generators[0].list.elements);
    expect(made.length).toBeGreaterThan(0);
    expect(made.map(([base, patch]) => withoutEmpty(merged(base, patch)))).toEqual(wanted.map(withoutEmpty));
  });
});
