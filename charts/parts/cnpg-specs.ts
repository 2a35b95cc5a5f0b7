import {
  type ObjectStoreSpec,
  ObjectStoreSpecConfigurationDataCompression,
  ObjectStoreSpecConfigurationWalCompression,
} from '../../imports/barmancloud.cnpg.io';
import { type ClusterSpec, ClusterSpecPrimaryUpdateStrategy } from '../../imports/postgresql.cnpg.io';
import type { CnpgService } from '../../model/derive/hosting';
import type { ObjectBackup } from '../../model/hosting';
import type { Model } from '../../model/model';
import { formatMemory } from '../../model/schema/scalars/memory';
import { giveToOwner } from './give-to-owner';

/** Name of the Barman Cloud plugin. */
export const PLUGIN = 'barman-cloud.cloudnative-pg.io';
const OWNER_SCRIPT = 'owner.sql';

/** Scripts that run once, and the one that gives what they made to the owner; undefined where there are none. */
export function initFiles({ initScripts, user }: CnpgService): Record<string, string> | undefined {
  if (initScripts.length === 0) return undefined;
  const scripts = Object.fromEntries(initScripts.map(({ name, content }) => [name, content]));
  return { ...scripts, [OWNER_SCRIPT]: giveToOwner(user) };
}

/** What the operator is asked for, but for the resources. */
export function clusterSpec({ environment }: Model, service: CnpgService, init: string | undefined): ClusterSpec {
  const { name, hosting } = service;
  const { container } = hosting;
  const { pullPolicy, pullSecrets } = environment.images;
  return {
    instances: hosting.instances,
    imageName: hosting.image.text,
    imagePullPolicy: pullPolicy,
    ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((secret) => ({ name: secret })) }),
    primaryUpdateStrategy: ClusterSpecPrimaryUpdateStrategy.UNSUPERVISED,
    enableSuperuserAccess: false,
    bootstrap: {
      initdb: {
        database: service.database,
        owner: service.user,
        dataChecksums: true,
        secret: { name: service.password.secret },
        ...(init === undefined
          ? {}
          : {
              postInitApplicationSqlRefs: {
                configMapRefs: [...service.initScripts.map((script) => script.name), OWNER_SCRIPT].map((key) => ({
                  name: init,
                  key,
                })),
              },
            }),
      },
    },
    storage: {
      size: formatMemory(container.storageBytes),
      ...(container.storageClass === undefined ? {} : { storageClass: container.storageClass }),
    },
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: 'preferred',
      topologyKey: 'kubernetes.io/hostname',
    },
    ...(hosting.backup === undefined
      ? {}
      : { plugins: [{ name: PLUGIN, isWalArchiver: true, parameters: { barmanObjectName: name } }] }),
  };
}

/** Where the plugin keeps backups, and for how long. */
export function objectStoreSpec(backup: ObjectBackup): ObjectStoreSpec {
  const { accessKeyId, secret: name, secretAccessKey } = backup.credentials;
  return {
    retentionPolicy: `${backup.retentionDays}d`,
    configuration: {
      destinationPath: backup.destinationPath,
      ...(backup.endpointURL === undefined ? {} : { endpointUrl: backup.endpointURL }),
      s3Credentials: {
        accessKeyId: { name, key: accessKeyId },
        secretAccessKey: { name, key: secretAccessKey },
      },
      wal: { compression: ObjectStoreSpecConfigurationWalCompression.GZIP },
      data: { compression: ObjectStoreSpecConfigurationDataCompression.GZIP },
    },
    ...(backup.region === undefined
      ? {}
      : { instanceSidecarConfiguration: { env: [{ name: 'AWS_DEFAULT_REGION', value: backup.region }] } }),
  };
}
