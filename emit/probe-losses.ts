import { unprobedExternals } from '../model/derive/external-probes';
import type { Model } from '../model/model';

/** Where it stands in the model, and why nothing asks it. */
export function probeLosses(model: Model): readonly (readonly [path: string, reason: string])[] {
  return unprobedExternals(model).map(({ name }) => [
    `externals.${name}.probe`,
    'its URL is a secret here, which must not stand in the configuration of Prometheus: nothing asks it',
  ]);
}
