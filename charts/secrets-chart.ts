import type { Construct } from 'constructs';
import { SealedSecret } from '../imports/bitnami.com';
import { ExternalSecret, ExternalSecretSpecSecretStoreRefKind } from '../imports/external-secrets.io';
import { assertNever } from '../lib/errors';
import type { Secret } from '../model/model';
import type { SecretsProvider } from '../model/schema/secrets-provider';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { KEEP } from './parts/keep';

const STORE_KINDS = {
  SecretStore: ExternalSecretSpecSecretStoreRefKind.SECRET_STORE,
  ClusterSecretStore: ExternalSecretSpecSecretStoreRefKind.CLUSTER_SECRET_STORE,
};

/** Secrets without a value, or the objects from which an operator makes them. */
export class SecretsChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    const provider = props.model.environment.secretsProvider;
    for (const secret of props.model.secrets) if (secret.managed) this.add(secret, provider);
  }

  private add(secret: Secret, provider: SecretsProvider): void {
    switch (provider.provider) {
      case 'cluster':
        new k8s.KubeSecret(this, secret.name, {
          metadata: this.meta(secret.name, { annotations: KEEP }),
          type: 'Opaque',
        });
        return;
      case 'external':
        this.externalSecret(secret, provider);
        return;
      case 'sealed':
        this.sealedSecret(secret, provider);
        return;
      case 'none':
        return;
      default:
        assertNever(provider);
    }
  }

  private externalSecret(secret: Secret, provider: Extract<SecretsProvider, { provider: 'external' }>): void {
    const { application, environment } = this.model;
    const prefix = provider.prefix ?? `${application.name}/${environment.name}/`;
    new ExternalSecret(this, secret.name, {
      metadata: this.meta(secret.name),
      spec: {
        secretStoreRef: { name: provider.store.name, kind: STORE_KINDS[provider.store.kind] },
        refreshInterval: provider.refreshInterval.text,
        target: { name: secret.name },
        data: secret.keys.map((key) => ({
          secretKey: key.name,
          remoteRef: { key: `${prefix}${secret.name}`, property: key.name },
        })),
      },
    });
  }

  private sealedSecret(secret: Secret, provider: Extract<SecretsProvider, { provider: 'sealed' }>): void {
    const metadata = this.meta(secret.name);
    new SealedSecret(this, secret.name, {
      metadata,
      spec: {
        encryptedData: provider.encryptedData[secret.name] ?? {},
        template: {
          type: 'Opaque',
          metadata: { name: metadata.name, namespace: metadata.namespace, labels: metadata.labels },
        },
      },
    });
  }
}
