import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import { backendConfiguration } from './backend';
import { type Json, toJson } from './json';
import { terraformVariables } from './variables';

export { terraformLosses } from './losses';

/** The Terraform variables and the backend configuration of one environment. */
export function emitTerraform(model: Model): Artifact[] {
  // Only in *.tfvars.json are strings literal: in *.tfvars and *.tf.json they are templates.
  const file = (kind: string, content: Json): Artifact => ({
    path: `terraform/${model.environment.name}.${kind}.json`,
    content: toJson(content),
  });
  return [file('tfvars', terraformVariables(model)), file('backend', backendConfiguration(model))];
}
