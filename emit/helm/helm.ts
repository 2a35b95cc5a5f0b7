import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import type { BuiltEnvironment } from '../built';
import { chartFiles } from './chart-files';
import { cnpgFiles } from './cnpg';
import { markModels } from './marked-model';
import { monitoringFiles } from './monitoring';
import { Placeholders } from './placeholders';
import { emitTemplates } from './templates';
import { emitTestPod } from './test-pod';
import { type Union, uniteModels } from './union';
import type { ValueMap } from './value';
import { differences, merge } from './value-differences';
import { environmentValues } from './values';
import { valuesSchema } from './values-schema';
import { documentedValues, plainValues } from './values-yaml';

/** The Helm chart of the application, with a values file for each environment. */
export function emitHelm(environments: readonly BuiltEnvironment[]): Artifact[] {
  const [first, ...others] = environments.map(({ model }) => model);
  if (first === undefined) return [];
  const models = [first, ...others] as const;
  const union = uniteModels(models);
  const marks = new Placeholders(textsOf(models));
  const templates = emitTemplates(union, markModels(union, first, marks), marks);
  const folder = `helm/${first.application.name}`;
  return [
    ...chartFiles(models, union),
    ...[...templates, ...emitTestPod(union)].map(({ path, content }) => ({ path: `templates/${path}`, content })),
    ...monitoringFiles(environments),
    ...cnpgFiles(environments),
    ...valuesFiles(models, union),
  ].map(({ path, content }) => ({ path: `${folder}/${path}`, content }));
}

/** Every text of the models; addresses of networks are big integers, which JSON does not know. */
function textsOf(models: readonly Model[]): string {
  return JSON.stringify(models, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

function valuesFiles(models: readonly [Model, ...Model[]], union: Union): Artifact[] {
  const all = models.map((model) => ({ name: model.environment.name, values: environmentValues(model, union) }));
  const base = { ...all[0]?.values, namePrefix: null, namespace: { create: false } };
  const schema = valuesSchema(
    all.reduce((merged: ValueMap, { values }) => merge(merged, values), base),
    union,
  );
  return [
    { path: 'values.yaml', content: documentedValues(base, schema) },
    { path: 'values.schema.json', content: `${JSON.stringify(schema, undefined, 2)}\n` },
    ...all.map(({ name, values }) => ({
      path: `values-${name}.yaml`,
      content: plainValues(differences(base, values), `What the environment ${name} sets otherwise than values.yaml.`),
    })),
  ];
}
