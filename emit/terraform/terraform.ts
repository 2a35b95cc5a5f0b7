import type { Model } from '../../model/model';
import type { Artifact } from '../artifact';
import type { Loss } from '../losses';

/** The Terraform variables and the backend configuration of one environment. */
export function emitTerraform(_model: Model): Artifact[] {
  return [];
}

/** What the Terraform variables leave out. */
export function terraformLosses(_model: Model): Loss[] {
  return [];
}
