import { z } from 'zod';
import { cron } from './scalars/cron';
import { imageReference } from './scalars/image';
import { configKey, dnsLabel } from './scalars/names';
import { safeText } from './scalars/text';

const DESTINATION = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[A-Za-z0-9._/-]*)?$/;
const ENDPOINT = /^https?:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?$/;

const backup = z.strictObject({
  destinationPath: z
    .string()
    .regex(DESTINATION, 'is not a path such as s3://bucket/folder')
    .describe('Bucket and folder of the backups and of the write-ahead log, such as s3://bucket/folder'),
  endpointURL: z
    .string()
    .regex(ENDPOINT, 'is not the address of an object store, such as https://storage.example')
    .optional()
    .describe('Address of the object store (default: that of AWS)'),
  region: safeText.optional().describe('Region of the bucket'),
  retentionDays: z.int().min(1).max(3650).default(30).describe('Days back to which the database can be recovered'),
  credentials: z
    .strictObject({
      secret: dnsLabel.describe('Declared secret'),
      accessKeyId: configKey.default('access-key-id').describe('Its key with the name of the account'),
      secretAccessKey: configKey.default('secret-access-key').describe('Its key with the password of the account'),
    })
    .describe('Account of the object store'),
  schedule: cron.prefault('0 1 * * *').describe('When a base backup is made, in UTC'),
});

/** A PostgreSQL that the operator CloudNativePG keeps in a cluster, in the words of its API. */
export const cnpg = z.strictObject({
  instances: z.int().min(1).max(9).default(3).describe('One primary, and a replica for each further one'),
  imageName: imageReference
    .optional()
    .describe('Image for CloudNativePG (default: ghcr.io/cloudnative-pg/postgresql of the version in app.yaml)'),
  operatorNamespace: dnsLabel.default('cnpg-system').describe('Namespace in which the operator runs'),
  backup: backup.optional().describe('Backups and write-ahead log in an object store, by the Barman Cloud plugin'),
});

export type CnpgSettings = z.output<typeof cnpg>;
