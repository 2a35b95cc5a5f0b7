import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from './command-line';
import type { AnyObject } from './projects';

/** Fields whose content belongs to Kubernetes or to somebody else. */
const OPEN = new Set(['metadata']);

/** Writes a strict JSON schema for each version of each CRD in imports/crds, named as kubeconform wants it. */
export function writeCrdSchemas(folder: string): void {
  const crds = join(REPOSITORY, 'imports', 'crds');
  for (const file of readdirSync(crds)) {
    const documents = readFileSync(join(crds, file), 'utf8').split(/^---$/m);
    for (const { spec } of documents.map((text) => parse(text) as AnyObject).filter(Boolean)) {
      const group = (spec.group as string).split('.')[0];
      for (const { name, schema } of spec.versions) {
        const path = `${(spec.names.kind as string).toLowerCase()}-${group}-${name}.json`;
        writeFileSync(join(folder, path), JSON.stringify(strict(schema.openAPIV3Schema)));
      }
    }
  }
}

/** The same schema, in which no field but those that it names is right. */
function strict(schema: AnyObject): AnyObject {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties as AnyObject).map(([name, inner]) => [
              name,
              OPEN.has(name) ? inner : strict(inner),
            ]),
          ),
          additionalProperties: schema['x-kubernetes-preserve-unknown-fields'] === true,
        }),
  };
}
