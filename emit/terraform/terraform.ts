import { withoutExporters } from '../../model/derive/exporters';
import { namePrefix } from '../../model/derive/name-prefix';
import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import { backendConfiguration } from './backend';
import { type Json, toJson } from './json';
import { terraformVariables } from './variables';

export { terraformLosses } from './losses';

/** The Terraform variables and the backend configuration of one environment. */
export function emitTerraform(model: Model): Artifact[] {
  // Only in *.tfvars.json are strings literal: in *.tfvars and *.tf.json they are templates.
  const application = withoutExporters(model);
  return regionalModels(application).flatMap(({ name, model: regional }) => {
    const file = (kind: string, content: Json): Artifact => ({
      path: `terraform/${name}.${kind}.json`,
      content: toJson(content),
    });
    return [
      file('tfvars', { ...terraformVariables(regional), ...(regional === application ? {} : further(name, model)) }),
      file('backend', backendConfiguration(regional, name)),
    ];
  });
}

/** The model of the environment, and for each further region that of the same environment there. */
function regionalModels(model: Model): { readonly name: string; readonly model: Model }[] {
  const { environment } = model;
  const { additionalRegions, availabilityZones, ...infrastructure } = environment.infrastructure;
  const there = (region: string): Model => ({
    ...model,
    // The zones of one region are not those of another.
    environment: {
      ...environment,
      infrastructure: { ...infrastructure, additionalRegions: [], availabilityZones: [], region },
    },
  });
  return [
    { name: environment.name, model },
    ...additionalRegions.map((region) => ({ name: `${environment.name}-${region}`, model: there(region) })),
  ];
}

/** Names of its own, and no zone: the domain has one, which is made with the first region. */
function further(name: string, { application, environment }: Model): { readonly [variable: string]: Json } {
  const prefix = namePrefix({ application, environment: { ...environment, name } });
  return { name_prefix: prefix, dns: { enabled: false, domain: environment.domain, hosts: [] } };
}
