import { dataPath } from '../../model/derive/data-path';
import { memory } from '../../model/schema/scalars/memory';
import { factsOf, type WorkloadFacts } from './facts';
import { resourceFacts } from './kubernetes-resources';
import { CLUSTER, callsOf, leaves, linkedOf } from './kubernetes-traffic';
import type { AnyObject } from './read-object';

/** Port of every PostgreSQL of CloudNativePG: its API has no field for another. */
const POSTGRES = 5432;

/** The facts of a database of CloudNativePG; the operator says the rest. */
export function cnpgFacts({ metadata, spec }: AnyObject, objects: readonly AnyObject[]): WorkloadFacts {
  const labels = { [CLUSTER]: metadata.name };
  const path = dataPath('postgres');
  return factsOf({
    image: spec.imageName,
    ports: [POSTGRES],
    mainPort: POSTGRES,
    ...resourceFacts(spec.resources),
    minReplicas: spec.instances,
    maxReplicas: spec.instances,
    volumes: [path],
    volumeSizes: { [path]: memory.parse(spec.storage.size).bytes },
    volumeClasses: spec.storage.storageClass === undefined ? {} : { [path]: spec.storage.storageClass },
    linked: linkedOf(labels, objects),
    calls: callsOf(labels, objects),
    leaves: leaves(labels, objects),
  });
}
