import { z } from 'zod';
import { resources } from './resources';
import { imageReference } from './scalars/image';
import { memory } from './scalars/memory';
import { dnsSubdomain } from './scalars/names';

const images = z.strictObject({
  loki: imageReference.prefault('grafana/loki:3.3.2'),
  alloy: imageReference.prefault('grafana/alloy:v1.5.1'),
});

const loki = z
  .strictObject({
    storage: memory.prefault('10Gi').describe('Volume for the logs of all the days that they are kept'),
    storageClass: dnsSubdomain.optional().describe('StorageClass of that volume (default: that of the cluster)'),
    resources: resources
      .prefault({ requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '500m', memory: '1Gi' } })
      .describe('Of the container of Loki'),
    alloyResources: resources
      .prefault({ requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '250m', memory: '256Mi' } })
      .describe('Of the container of Alloy'),
    images: images.prefault({}),
  })
  .describe('A Loki in the namespace, with an Alloy that reads the logs of its pods: for clusters only');

/** What becomes of the lines that containers write. */
export const logs = z.strictObject({
  retentionDays: z.int().min(1).max(3650).describe('Days that logs are kept'),
  loki: loki.optional(),
});

export type Logs = z.output<typeof logs>;
export type LogStore = z.output<typeof loki>;
