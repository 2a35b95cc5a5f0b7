import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Exports JSON schemas for kubeconform from the API server that kubectl talks to.
  node tools/export-schemas.mjs [--out FOLDER] [--kubectl FILE]
Without --out the committed copy of the server's version is refreshed.
Use: kubeconform -strict -schema-location 'FOLDER/{{.ResourceKind}}{{.KindSuffix}}.json' FILE...`;

const schemasDir = join(dirname(fileURLToPath(import.meta.url)), '..', '__tests__', 'tools', 'schemas');
const refPrefix = '#/components/schemas/';

const kinds = {
  'api/v1': [
    'Namespace',
    'ResourceQuota',
    'LimitRange',
    'ServiceAccount',
    'ConfigMap',
    'Secret',
    'Service',
    'PersistentVolumeClaim',
  ],
  'apis/apps/v1': ['Deployment', 'StatefulSet'],
  'apis/batch/v1': ['Job', 'CronJob'],
  'apis/autoscaling/v2': ['HorizontalPodAutoscaler'],
  'apis/policy/v1': ['PodDisruptionBudget'],
  'apis/rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
  'apis/networking.k8s.io/v1': ['NetworkPolicy', 'Ingress'],
};

// The API server's schema says only that a quantity is a string; this is the pattern it puts into the schemas of CRDs.
const quantity = {
  oneOf: [
    {
      type: 'string',
      pattern:
        '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
    },
    { type: 'number' },
  ],
};

const keptAsTheyAre = ['type', 'required', 'enum', 'pattern'];
const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** Keeps what restricts a value, and closes objects with known properties so that a misspelt field is an error. */
function strictSchema(schema) {
  if (schema.$ref !== undefined) return { $ref: `#/definitions/${schema.$ref.slice(refPrefix.length)}` };
  if (schema.allOf?.length === 1) return strictSchema(schema.allOf[0]);
  const strict = Object.fromEntries(keptAsTheyAre.filter((key) => key in schema).map((key) => [key, schema[key]]));
  if (schema.format === 'date-time') strict.format = schema.format;
  for (const key of ['oneOf', 'anyOf', 'allOf']) if (schema[key]) strict[key] = schema[key].map(strictSchema);
  if (schema.items) strict.items = strictSchema(schema.items);
  if (typeof schema.additionalProperties === 'object')
    strict.additionalProperties = strictSchema(schema.additionalProperties);
  if (schema.properties) {
    strict.properties = mapValues(schema.properties, strictSchema);
    strict.additionalProperties ??= false;
  }
  return strict;
}

function definitionOf(name, schemas) {
  if (name.endsWith('.api.resource.Quantity')) return quantity;
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`the API server refers to ${name} and does not define it`);
  const strict = strictSchema(schema);
  // Bookkeeping of the server, which no manifest states.
  if (name.endsWith('.meta.v1.ObjectMeta')) delete strict.properties.managedFields;
  return strict;
}

function reachedFrom(root, schemas) {
  const definitions = {};
  const waiting = [root];
  while (waiting.length > 0) {
    const references = JSON.stringify(waiting.pop()).matchAll(/"#\/definitions\/([^"]+)"/g);
    for (const [, name] of references) {
      if (name in definitions) continue;
      definitions[name] = definitionOf(name, schemas);
      waiting.push(definitions[name]);
    }
  }
  return definitions;
}

function schemaOf(kind, schemas) {
  const describes = (schema) =>
    schema['x-kubernetes-group-version-kind']?.length === 1 &&
    schema['x-kubernetes-group-version-kind'][0].kind === kind;
  const found = Object.values(schemas).find(describes);
  if (found === undefined) throw new Error(`the API server has no ${kind}`);
  const { group, version } = found['x-kubernetes-group-version-kind'][0];
  const root = strictSchema(found);
  // The status belongs to controllers: a manifest that states it is wrong.
  delete root.properties.status;
  root.properties.apiVersion.enum = [group === '' ? version : `${group}/${version}`];
  root.properties.kind.enum = [kind];
  root.required = ['apiVersion', 'kind', 'metadata'];
  return { name: [kind.toLowerCase(), group.split('.')[0], version].filter(Boolean).join('-'), root };
}

/** One definition a line, in order: small, and a change of the server's version shows as a readable difference. */
function fileText(root, definitions) {
  const lines = Object.keys(definitions)
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(definitions[name])}`);
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', ...root };
  return `${JSON.stringify(head).slice(0, -1)}, "definitions": {\n${lines.join(',\n')}\n}}\n`;
}

function main() {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, kubectl: { type: 'string', default: 'kubectl' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    stdout.write(`${usage}\n`);
    return;
  }
  const get = (path) =>
    JSON.parse(execFileSync(values.kubectl, ['get', '--raw', path], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 }));
  const { major, minor } = get('/version');
  const folder = values.out === undefined ? join(schemasDir, `v${major}.${minor}`) : resolve(values.out);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(join(folder, file));
  for (const [path, wanted] of Object.entries(kinds)) {
    const { schemas } = get(`/openapi/v3/${path}`).components;
    for (const kind of wanted) {
      const { name, root } = schemaOf(kind, schemas);
      writeFileSync(join(folder, `${name}.json`), fileText(root, reachedFrom(root, schemas)));
    }
  }
  stdout.write(`${Object.values(kinds).flat().length} schemas in ${folder}\n`);
}

main();
