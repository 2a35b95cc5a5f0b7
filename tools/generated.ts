import { rulesDocument } from '../model/rules/document';
import { applicationJsonSchema, environmentJsonSchema } from '../model/schema/json-schema';
import { alertDocuments } from '../monitoring/documents';

/** Content of every generated file, by its path in the repository. */
export function generatedFiles(): Record<string, string> {
  return {
    'docs/rules.md': rulesDocument(),
    ...alertDocuments(),
    'schemas/app.schema.json': json(applicationJsonSchema()),
    'schemas/environment.schema.json': json(environmentJsonSchema()),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
