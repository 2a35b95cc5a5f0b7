import type { Model, Secret } from '../../model/model';
import { GRAFANA_SECRET } from './monitoring';

const GRAFANA_PASSWORD_BYTES = 24;

/**
 * The model with the secrets that a Compose project reads: all of them as files, since no cluster and no operator makes
 * any, and that of Grafana.
 */
export function withComposeSecrets(model: Model): Model {
  const grafana: Secret = {
    name: GRAFANA_SECRET.name,
    owner: { kind: 'application' },
    keys: [{ name: GRAFANA_SECRET.key, generateBytes: GRAFANA_PASSWORD_BYTES }],
    managed: true,
  };
  return {
    ...model,
    environment: { ...model.environment, secretsProvider: { provider: 'cluster' } },
    secrets: [
      ...model.secrets.map((secret) => ({ ...secret, managed: true })),
      ...(model.secrets.some(({ name }) => name === grafana.name) ? [] : [grafana]),
    ],
  };
}
