import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

// Makes JSON schemas for kubeconform from the CRDs of Argo CD.
//   node tools/export-argocd-schemas.mjs FOLDER    (manifests/crds of github.com/argoproj/argo-cd, here of v3.1.0)

const out = join(dirname(fileURLToPath(import.meta.url)), '..', '__tests__', 'tools', 'schemas', 'argocd');
const files = { application: 'application-crd', appproject: 'appproject-crd', applicationset: 'applicationset-crd' };

/** Keeps what restricts a value, and closes objects with known properties so that a misspelt field is an error. */
function strict(schema) {
  const kept = Object.fromEntries(
    ['type', 'enum', 'pattern', 'required', 'anyOf'].filter((key) => key in schema).map((key) => [key, schema[key]]),
  );
  if (schema.items) kept.items = strict(schema.items);
  if (schema.properties) {
    kept.properties = Object.fromEntries(Object.entries(schema.properties).map(([key, value]) => [key, strict(value)]));
    kept.additionalProperties = false;
  } else if (typeof schema.additionalProperties === 'object') {
    kept.additionalProperties = strict(schema.additionalProperties);
  }
  return kept;
}

/** Generators other than lists make up most of a megabyte, and none of them is used. */
function withListsOnly(schema) {
  const { generators } = schema.properties.spec.properties;
  generators.items.properties = { list: generators.items.properties.list };
  delete generators.items.properties.list.properties.template;
}

const [folder = '.'] = argv.slice(2);
for (const [kind, file] of Object.entries(files)) {
  const [version] = parse(readFileSync(join(folder, `${file}.yaml`), 'utf8')).spec.versions;
  const { apiVersion, metadata, spec } = version.schema.openAPIV3Schema.properties;
  const root = { type: 'object', required: ['metadata', 'spec'], properties: { apiVersion, metadata, spec } };
  if (kind === 'applicationset') withListsOnly(root);
  const schema = strict(root);
  schema.properties.kind = { type: 'string' };
  schema.properties.metadata = { type: 'object' };
  const path = join(out, `${kind}-argoproj-${version.name}.json`);
  writeFileSync(path, `${JSON.stringify(schema)}\n`);
  stdout.write(`${path}\n`);
}
