import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import type { BuiltEnvironment } from '../built';
import type { Loss } from '../losses';
import { chartFiles } from './chart-files';
import { markModels } from './marked-model';
import { Placeholders } from './placeholders';
import { emitTemplates } from './templates';
import { type Union, uniteModels } from './union';
import { differences } from './value-differences';
import { environmentValues } from './values';
import { valuesYaml } from './values-yaml';

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
    ...templates.map(({ path, content }) => ({ path: `templates/${path}`, content })),
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
  return [
    { path: 'values.yaml', content: valuesYaml(base, union) },
    ...all.map(({ name, values }) => ({ path: `values-${name}.yaml`, content: valuesYaml(differences(base, values)) })),
  ];
}

/** What the chart leaves out. */
export function helmLosses(_environments: readonly BuiltEnvironment[]): Loss[] {
  return [];
}
