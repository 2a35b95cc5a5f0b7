import { z } from 'zod';
import { cidr } from './scalars/cidr';
import { cpu } from './scalars/cpu';
import { emailAddress } from './scalars/email';
import { memory } from './scalars/memory';
import { safeText } from './scalars/text';
import { terraformState } from './terraform-state';

/** A name that a cloud gave to a region, zone or size; which ones exist only the cloud knows. */
const cloudName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, ".", "_" and "-", at most 63');

const network = z
  .strictObject({
    cidr: cidr.optional().describe('All addresses (default: 172.20.0.0/16 for local, else 10.0.0.0/16)'),
    publicSubnets: z.array(cidr).optional().describe('Default: a sixteenth of the network for each zone'),
    privateSubnets: z.array(cidr).optional().describe('Default: a sixteenth of the network for each zone'),
    databaseSubnets: z.array(cidr).optional().describe('Default: a sixteenth of the network for each zone'),
  })
  .describe('Addresses of the private network');

const cluster = z.strictObject({
  nodeType: cloudName.optional().describe('Size of a node by its name in the cloud'),
  node: z
    .strictObject({ cpu, memory })
    .optional()
    .describe('What a node of that size has; it decides how many there are'),
  minNodes: z.int().min(1).max(1000).optional().describe('Nodes at least (default 2, local 1)'),
  maxNodes: z.int().min(1).max(1000).optional().describe('Nodes at most (default: what all workloads ask for at most)'),
});

const database = z.strictObject({
  instanceClass: cloudName.optional().describe('Size of the server by its name in the cloud'),
  storage: memory.prefault('20Gi').describe('Storage of a managed server; a builtin one has its own setting'),
  maxStorage: memory.optional().describe('Storage that it may grow to (default: twice the storage)'),
  multiAz: z.boolean().default(false).describe('A standby in another zone'),
  encryption: z.boolean().default(true).describe('Encrypted at rest'),
  deletionProtection: z.boolean().default(true).describe('The cloud refuses to delete it'),
});

const cache = z.strictObject({
  nodeType: cloudName.optional().describe('Size of a node by its name in the cloud'),
  nodes: z.int().min(1).max(6).default(1).describe('One primary, and replicas'),
});

const protection = z.strictObject({
  waf: z.boolean().default(false).describe('Web application firewall before the load balancer'),
  ddos: z.boolean().default(false).describe('The paid protection against denial of service, where a cloud has one'),
  allowedCidrs: z.array(cidr).default([]).describe('Networks that may reach the application (default: all)'),
});

/** The cloud below an environment, as Terraform makes it; what follows from the rest of the model is not stated here. */
export const infrastructure = z
  .strictObject({
    region: cloudName.optional().describe('Region of the cloud (default: one in Europe)'),
    additionalRegions: z
      .array(cloudName)
      .max(8)
      .default([])
      .describe('More regions with the same infrastructure, each with variables and a state of its own'),
    availabilityZones: z.array(cloudName).max(6).default([]).describe('Zones (default: the cloud chooses two)'),
    network: network.prefault({}),
    cluster: cluster.prefault({}),
    database: database.prefault({}),
    cache: cache.prefault({}),
    protection: protection.prefault({}),
    cdn: z.boolean().default(false).describe('Content delivery network before the application'),
    apiGateway: z.boolean().default(false).describe('API gateway of the cloud before the application'),
    notificationAddress: emailAddress.optional().describe('Where alarms of the cloud go'),
    monthlyBudget: z
      .int()
      .min(1)
      .optional()
      .describe('Amount a month, in the currency of the account, at which the notification address is told'),
    tags: z.record(safeText, safeText).default({}).describe('Tags beside those of the application and environment'),
    state: terraformState.prefault({}),
  })
  .describe('The cloud below the environment, for Terraform');

export type InfrastructureSettings = z.output<typeof infrastructure>;
